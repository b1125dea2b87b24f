import type { Request } from '#db/model/request.ts'
import type { SensorConfig } from './config.ts'
import type { Tables } from './open-tables.ts'
import { ownPorts } from './own-ports.ts'
import { EbpfSource } from './source/ebpf.ts'
import type { Fact } from './source/fact.ts'
import { LibpcapSource } from './source/libpcap.ts'
import { SocketSource } from './source/socket-source.ts'
import type { Source } from './source/source.ts'
import { log, reasonOf } from './service-log.ts'

const HTTP_SOCKET = 'http-socket:'
const NETWORK_SOCKET = 'network-socket:'

/** Starts what the setting `sources` names; when one cannot start, none is left running, and the error says why. */
export async function openSources(
  config: SensorConfig,
  tables: Tables,
  onRow: (row: Request) => void,
): Promise<Source[]> {
  const started: Source[] = []
  const onFact = (fact: Fact) => tables.handle(fact)
  try {
    if (config.sources.includes('auto')) started.push(await startBestCapture(config, onFact))
    else {
      if (config.sources.includes('ebpf')) started.push(await startEbpf(config, onFact))
      if (config.sources.includes('libpcap')) started.push(await startLibpcap(config, onFact))
    }
    const sockets = socketSourceOf(config, tables, onRow)
    if (sockets !== undefined) {
      started.push(sockets)
      await sockets.start()
    }
  } catch (error) {
    for (const source of started) await source.stop()
    throw error
  }
  return started
}

/** The kernel's programs where they can be loaded; else packets, of which TLS is not decrypted. */
async function startBestCapture(config: SensorConfig, onFact: (fact: Fact) => void): Promise<Source> {
  try {
    return await startEbpf(config, onFact)
  } catch (error) {
    const packets = await startLibpcap(config, onFact).catch(() => {
      throw error
    })
    log(`capture through libpcap, so nothing is decrypted: ${reasonOf(error)}`)
    return packets
  }
}

async function startEbpf(config: SensorConfig, onFact: (fact: Fact) => void): Promise<Source> {
  const ebpf = new EbpfSource(
    {
      interfaces: config.interfaces,
      includedPorts: config.listen_ports,
      excludedPorts: excludedPortsOf(config),
      quicPorts: config.quic_ports,
      responses: config.responses,
      ringBytes: config.ring_bytes,
    },
    onFact,
  )
  await ebpf.start()
  return {
    name: 'ebpf',
    start: () => ebpf.start(),
    stop: () => ebpf.stop(),
    tick: () => undefined,
    hooks: () => ebpf.hooks(),
    counters: () => ebpf.counters(),
  }
}

async function startLibpcap(config: SensorConfig, onFact: (fact: Fact) => void): Promise<Source> {
  const source = new LibpcapSource(
    {
      interfaces: config.interfaces,
      includedPorts: new Set(config.listen_ports),
      excludedPorts: new Set(excludedPortsOf(config)),
      quicPorts: new Set(config.quic_ports),
    },
    onFact,
  )
  await source.start()
  return source
}

function socketSourceOf(config: SensorConfig, tables: Tables, onRow: (row: Request) => void): SocketSource | undefined {
  const pathsOf = (prefix: string) =>
    config.sources.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
  const [httpPaths, networkPaths] = [pathsOf(HTTP_SOCKET), pathsOf(NETWORK_SOCKET)]
  if (httpPaths.length + networkPaths.length === 0) return undefined
  const ports = { includedPorts: new Set(config.listen_ports), excludedPorts: new Set(config.exclude_ports) }
  return new SocketSource({ ...config, ...ports, httpPaths, networkPaths }, tables.options, onRow)
}

function excludedPortsOf(config: SensorConfig): number[] {
  return [...config.exclude_ports, ...ownPorts()]
}
