import { statePath } from '#db/state-directory.ts'
import { childEnvironment, startConfig } from './config.ts'
import { withCaptureRights } from './sensor-rights.ts'
import type { ChildSpec } from './supervised-child.ts'

/** The processes of one machine in the order of their start; they stop the other way round. */
export function listChildren(): ChildSpec[] {
  const { storePort, port, basePath, bindAddress, probeAddress, publicUrl } = startConfig
  const store: ChildSpec = {
    name: 'store',
    ...tethered(['--import', 'tsx', 'db/clickhouse/embedded/main.ts']),
    env: childEnvironment({}),
    logFile: statePath('log', 'store.log'),
    ready: { url: `http://127.0.0.1:${storePort}/ping` },
    port: storePort,
    portVariable: 'EMBEDDED_CLICKHOUSE_PORT',
    stopMs: 30_000,
  }
  const dashboard: ChildSpec = {
    name: 'dashboard',
    ...tethered(['node_modules/next/dist/bin/next', 'start', '-H', bindAddress, '-p', String(port)]),
    env: childEnvironment({ NODE_ENV: 'production', PORT: String(port), PUBLIC_URL: publicUrl }),
    logFile: statePath('log', 'dashboard.log'),
    ready: { url: `http://${probeAddress}:${port}${basePath}/livez` },
    port,
    portVariable: 'PORT',
    stopMs: 10_000,
  }
  const sensor: ChildSpec = {
    name: 'sensor',
    ...withCaptureRights(tethered(['--import', 'tsx', 'sensor/main.ts'])),
    env: childEnvironment({ PORT: String(port) }),
    logFile: statePath('log', 'sensor.log'),
    ready: { line: 'sensor: ready' },
    stopMs: 20_000,
  }
  return startConfig.clickhouseUrl === undefined ? [store, dashboard, sensor] : [dashboard, sensor]
}

/** Node with these arguments, ending when the supervisor is gone, even by kill -9. */
function tethered(args: readonly string[]): Pick<ChildSpec, 'command' | 'args'> {
  return { command: process.execPath, args: ['packaging/tether.mjs', process.execPath, ...args] }
}
