import { statePath } from '#db/state-directory.ts'
import { childEnvironment, startConfig } from './config.ts'
import type { ChildSpec } from './supervised-child.ts'

/** The processes of one machine in the order of their start; they stop the other way round. */
export function listChildren(): ChildSpec[] {
  const node = process.execPath
  const tsx = ['--import', 'tsx']
  const store: ChildSpec = {
    name: 'store',
    command: node,
    args: [...tsx, 'db/clickhouse/embedded/main.ts'],
    env: childEnvironment({ VIGIE_TETHER: '1' }),
    logFile: statePath('log', 'store.log'),
    ready: { url: `http://127.0.0.1:${startConfig.storePort}/ping` },
    port: startConfig.storePort,
    portVariable: 'EMBEDDED_CLICKHOUSE_PORT',
    stopMs: 30_000,
  }
  const dashboard: ChildSpec = {
    name: 'dashboard',
    command: node,
    args: [
      'packaging/tether.mjs',
      node,
      'node_modules/next/dist/bin/next',
      'start',
      '-H',
      startConfig.bindAddress,
      '-p',
      String(startConfig.port),
    ],
    env: childEnvironment({
      NODE_ENV: 'production',
      PORT: String(startConfig.port),
      PUBLIC_URL: startConfig.publicUrl,
    }),
    logFile: statePath('log', 'dashboard.log'),
    ready: { url: `http://127.0.0.1:${startConfig.port}${startConfig.basePath}/livez` },
    port: startConfig.port,
    portVariable: 'PORT',
    stopMs: 10_000,
  }
  const sensor: ChildSpec = {
    name: 'sensor',
    command: node,
    args: [...tsx, 'sensor/main.ts'],
    env: childEnvironment({ VIGIE_TETHER: '1', PORT: String(startConfig.port) }),
    logFile: statePath('log', 'sensor.log'),
    ready: { line: 'sensor: ready' },
    stopMs: 20_000,
  }
  return startConfig.clickhouseUrl === undefined ? [store, dashboard, sensor] : [dashboard, sensor]
}
