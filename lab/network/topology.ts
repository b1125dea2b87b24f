/** Every interface and namespace of the laboratory begins so; whatever begins so is ours to remove. */
export const PREFIX = 'vigie-lab-'
export const BRIDGE = `${PREFIX}br`
export const SERVER_NAMESPACE = `${PREFIX}web`
export const SERVER_INTERFACE = `${PREFIX}web`

/** One machine on the laboratory's network: an address of each family, in one namespace. */
export interface Machine {
  namespace: string
  ipv4: string
  ipv6: string
}

/**
 * How a namespace's network stack differs from its neighbours': every client tool is driven from every namespace, so
 * that TTL, window and options never tell the tools apart.
 */
interface StackProfile {
  ttl: number
  mtu: number
  tcp_timestamps: 0 | 1
  tcp_rmem_default: number
  delay_ms: number
}

export interface ClientNamespace {
  namespace: string
  /** The end in the root namespace, where a sensor sees what the clients send. */
  interface: string
  profile: StackProfile
  machines: Machine[]
}

export const SERVER_NAMES = [
  'nginx',
  'apache',
  'apache-worker',
  'apache-prefork',
  'haproxy',
  'caddy',
  'node',
  'python',
] as const
export type ServerName = (typeof SERVER_NAMES)[number]

export interface Topology {
  servers: Record<ServerName, Machine>
  clients: ClientNamespace[]
}

/** Distances and systems as a public server meets them: Linux, Windows and mobile stacks some hops away. */
const PROFILES: readonly StackProfile[] = [
  { ttl: 64, mtu: 1500, tcp_timestamps: 1, tcp_rmem_default: 131_072, delay_ms: 0 },
  { ttl: 117, mtu: 1500, tcp_timestamps: 0, tcp_rmem_default: 131_072, delay_ms: 12 },
  { ttl: 52, mtu: 1440, tcp_timestamps: 1, tcp_rmem_default: 87_380, delay_ms: 35 },
  { ttl: 128, mtu: 1500, tcp_timestamps: 1, tcp_rmem_default: 65_536, delay_ms: 4 },
]
const MACHINES_PER_BLOCK = 200

function serverAt(number: number): Machine {
  return { namespace: SERVER_NAMESPACE, ipv4: `10.77.0.${number}`, ipv6: `fd77::${number}` }
}

export function topologyOf(options: { machines: number; client_namespaces: number; first_block?: number }): Topology {
  const namespaces = Math.min(options.client_namespaces, options.machines)
  const clients = Array.from({ length: namespaces }, (_, at): ClientNamespace => {
    const profile = PROFILES[at % PROFILES.length]
    if (profile === undefined) throw new Error('there is no stack profile')
    return { namespace: `${PREFIX}c${at}`, interface: `${PREFIX}c${at}`, profile, machines: [] }
  })
  for (let number = 0; number < options.machines; number++) {
    const client = clients[number % namespaces]
    const block = (options.first_block ?? 1) + Math.floor(number / MACHINES_PER_BLOCK)
    const host = 1 + (number % MACHINES_PER_BLOCK)
    client?.machines.push({
      namespace: client.namespace,
      ipv4: `10.77.${block}.${host}`,
      ipv6: `fd77::${block.toString(16)}:${host.toString(16)}`,
    })
  }
  const servers = {
    nginx: serverAt(10),
    apache: serverAt(20),
    'apache-worker': serverAt(30),
    'apache-prefork': serverAt(40),
    haproxy: serverAt(50),
    caddy: serverAt(60),
    node: serverAt(70),
    python: serverAt(80),
  }
  return { servers, clients }
}

export function machinesOf(topology: Topology): Machine[] {
  return topology.clients.flatMap((client) => client.machines)
}
