import { mkdirSync, writeFileSync } from 'node:fs'
import { mustRun, run } from '#lab/process/run.ts'
import { inside } from './inside.ts'
import {
  BRIDGE,
  SERVER_INTERFACE,
  SERVER_NAMES,
  SERVER_NAMESPACE,
  type ClientNamespace,
  type Machine,
  type Topology,
} from './topology.ts'

/** `ip netns exec` shows files from here to its command as /etc/…. */
export const NAMESPACE_FILES = '/etc/netns'

async function join(namespace: string, outside: string, mtu: number): Promise<void> {
  // One segment per packet: what the sensor sees has the size that it has on a wire.
  await mustRun(
    ['ip', '-batch', '-'],
    [
      `netns add ${namespace}`,
      `link add ${outside} gso_max_segs 1 type veth peer name eth0 netns ${namespace} gso_max_segs 1`,
      `link set ${outside} addrgenmode none master ${BRIDGE} up`,
    ].join('\n'),
  )
  await mustRun(['ip', '-n', namespace, '-batch', '-'], `link set lo up\nlink set eth0 mtu ${mtu} up\n`)
}

async function address(namespace: string, machines: readonly Machine[]): Promise<void> {
  const lines = machines.flatMap(({ ipv4, ipv6 }) => [
    `address add ${ipv4}/16 dev eth0`,
    // Without `nodad` an address cannot be used for a second.
    `address add ${ipv6}/64 dev eth0 nodad`,
  ])
  await mustRun(['ip', '-n', namespace, '-batch', '-'], lines.join('\n'))
}

/** Settings that a kernel may lack are no reason to fail: they only make the stacks more alike. */
async function shape({ namespace, profile }: ClientNamespace, delays: boolean): Promise<void> {
  const settings = [
    `net.ipv4.ip_default_ttl=${profile.ttl}`,
    `net.ipv6.conf.eth0.hop_limit=${profile.ttl}`,
    `net.ipv4.tcp_timestamps=${profile.tcp_timestamps}`,
    `net.ipv4.tcp_rmem=4096 ${profile.tcp_rmem_default} 6291456`,
  ]
  await run(inside(namespace, 'sysctl', '-q', '-w', ...settings))
  if (delays && profile.delay_ms > 0) {
    const netem = ['qdisc', 'add', 'dev', 'eth0', 'root', 'netem', 'delay', `${profile.delay_ms}ms`]
    const { code } = await run(inside(namespace, 'tc', ...netem))
    if (code !== 0) throw new Error('this kernel has no netem: leave --delays out')
  }
}

/** Names of the laboratory's sites, for every client that asks the system to resolve them. */
function writeHosts(
  namespace: string,
  topology: Topology,
  hosts: Record<keyof Topology['servers'], readonly string[]>,
) {
  const lines = SERVER_NAMES.flatMap((server) => {
    const { ipv4, ipv6 } = topology.servers[server]
    return [`${ipv4} ${hosts[server].join(' ')}`, `${ipv6} ${hosts[server].join(' ')}`]
  })
  mkdirSync(`${NAMESPACE_FILES}/${namespace}`, { recursive: true })
  writeFileSync(`${NAMESPACE_FILES}/${namespace}/hosts`, `127.0.0.1 localhost\n${lines.join('\n')}\n`)
}

export async function buildNetwork(
  topology: Topology,
  hosts: Record<keyof Topology['servers'], readonly string[]>,
  delays: boolean,
): Promise<void> {
  await mustRun(['ip', 'link', 'add', BRIDGE, 'type', 'bridge'])
  // Before it is up: a bridge that comes up takes a link-local address at once.
  await mustRun(['ip', 'link', 'set', BRIDGE, 'addrgenmode', 'none'])
  await mustRun(['ip', 'link', 'set', BRIDGE, 'up'])
  await join(SERVER_NAMESPACE, SERVER_INTERFACE, 1500)
  await address(SERVER_NAMESPACE, Object.values(topology.servers))
  for (const client of topology.clients) {
    await join(client.namespace, client.interface, client.profile.mtu)
    await address(client.namespace, client.machines)
    await shape(client, delays)
    writeHosts(client.namespace, topology, hosts)
  }
}
