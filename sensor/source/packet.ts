/** A TCP segment with what its IP header said. */
export interface TcpPacket {
  kind: 'tcp'
  /** 16 bytes, IPv4 as ::ffff:a.b.c.d. */
  src: Uint8Array
  dst: Uint8Array
  src_port: number
  dst_port: number
  ip_meta_ttl: number
  ip_meta_id: number
  ip_meta_df: boolean
  ip_meta_total_length: number
  sequence: number
  acknowledgment: number
  flags: number
  tcp_meta_window_size: number
  tcp_options: Buffer
  payload: Buffer
}

export interface UdpPacket {
  kind: 'udp'
  src: Uint8Array
  dst: Uint8Array
  src_port: number
  dst_port: number
  payload: Buffer
}

/** Why a packet is not read: its IP header is broken or missing, it is a later fragment, or it carries something else. */
type Unread = 'not_ip' | 'fragment' | 'other_protocol' | 'broken'

export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const ACK = 0x10

const ETHERNET = 1
const LINUX_SLL = 113
const LINUX_SLL2 = 276
const NULL_LOOPBACK = new Set([0, 108])
const RAW_IP = new Set([12, 14, 101, 228, 229])
const VLAN_TYPES = new Set([0x8100, 0x88a8, 0x9100])
const IPV4 = 0x0800
const IPV6 = 0x86dd
const TCP = 6
const UDP = 17
const FRAGMENT = 44
/** Hop-by-hop, routing, destination options, authentication (RFC 8200 section 4). */
const EXTENSION_HEADERS = new Set([0, 43, 60, 51, FRAGMENT])
const AUTHENTICATION = 51
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/** The first fragment of a packet is read as far as it goes, like a packet that the capture cut short. */
export function packetOf(link_type: number, bytes: Buffer): TcpPacket | UdpPacket | Unread {
  const ip = networkLayer(link_type, bytes)
  if (ip === undefined || ip.length < 20) return 'not_ip'
  const version = ip.readUInt8(0) >> 4
  if (version === 4) return fromIpv4(ip)
  return version === 6 ? fromIpv6(ip) : 'not_ip'
}

function networkLayer(link_type: number, bytes: Buffer): Buffer | undefined {
  if (RAW_IP.has(link_type)) return bytes
  if (NULL_LOOPBACK.has(link_type)) return bytes.subarray(4)
  if (link_type === ETHERNET) return behindTags(bytes, 12)
  if (link_type === LINUX_SLL) return behindTags(bytes, 14)
  // SLL2 keeps the protocol in front of its 20 bytes.
  if (link_type === LINUX_SLL2 && bytes.length > 20) {
    const protocol = bytes.readUInt16BE(0)
    if (VLAN_TYPES.has(protocol)) return behindTags(bytes, 22)
    return protocol === IPV4 || protocol === IPV6 ? bytes.subarray(20) : undefined
  }
  return undefined
}

/** `at` is where the two bytes of the protocol stand; VLAN tags put another pair behind. */
function behindTags(bytes: Buffer, at: number): Buffer | undefined {
  for (let next = at; next + 2 <= bytes.length; next += 4) {
    const protocol = bytes.readUInt16BE(next)
    if (protocol === IPV4 || protocol === IPV6) return bytes.subarray(next + 2)
    if (!VLAN_TYPES.has(protocol)) return undefined
  }
  return undefined
}

function fromIpv4(ip: Buffer): TcpPacket | UdpPacket | Unread {
  const headerLength = (ip.readUInt8(0) & 0x0f) * 4
  if (headerLength < 20) return 'broken'
  const fragment = ip.readUInt16BE(6)
  if ((fragment & 0x1fff) !== 0) return 'fragment'
  // Zero when the card segments for the kernel.
  const total = ip.readUInt16BE(2) || ip.length
  return transportOf(ip.readUInt8(9), ip.subarray(headerLength, Math.max(total, headerLength)), {
    src: Uint8Array.from([...MAPPED_PREFIX, ...ip.subarray(12, 16)]),
    dst: Uint8Array.from([...MAPPED_PREFIX, ...ip.subarray(16, 20)]),
    ip_meta_ttl: ip.readUInt8(8),
    ip_meta_id: ip.readUInt16BE(4),
    ip_meta_df: (fragment & 0x4000) !== 0,
    ip_meta_total_length: total,
  })
}

function fromIpv6(ip: Buffer): TcpPacket | UdpPacket | Unread {
  if (ip.length < 40) return 'broken'
  const payloadLength = ip.readUInt16BE(4)
  const total = payloadLength === 0 ? ip.length : 40 + payloadLength
  let protocol = ip.readUInt8(6)
  let at = 40
  while (EXTENSION_HEADERS.has(protocol) && at + 8 <= ip.length) {
    if (protocol === FRAGMENT && ip.readUInt16BE(at + 2) >> 3 !== 0) return 'fragment'
    const next = ip.readUInt8(at)
    at += extensionLength(protocol, ip.readUInt8(at + 1))
    protocol = next
  }
  if (at > ip.length) return 'broken'
  return transportOf(protocol, ip.subarray(at, Math.max(total, at)), {
    src: ip.subarray(8, 24),
    dst: ip.subarray(24, 40),
    ip_meta_ttl: ip.readUInt8(7),
    ip_meta_id: 0,
    ip_meta_df: false,
    ip_meta_total_length: total,
  })
}

function extensionLength(protocol: number, told: number): number {
  if (protocol === FRAGMENT) return 8
  return protocol === AUTHENTICATION ? (told + 2) * 4 : (told + 1) * 8
}

type IpFacts = Pick<TcpPacket, 'src' | 'dst' | 'ip_meta_ttl' | 'ip_meta_id' | 'ip_meta_df' | 'ip_meta_total_length'>

function transportOf(protocol: number, bytes: Buffer, ip: IpFacts): TcpPacket | UdpPacket | Unread {
  if (protocol === TCP) return tcpOf(bytes, ip)
  if (protocol !== UDP) return 'other_protocol'
  if (bytes.length < 8) return 'broken'
  const [src_port, dst_port] = [bytes.readUInt16BE(0), bytes.readUInt16BE(2)]
  return { kind: 'udp', src: ip.src, dst: ip.dst, src_port, dst_port, payload: bytes.subarray(8) }
}

function tcpOf(tcp: Buffer, ip: IpFacts): TcpPacket | Unread {
  if (tcp.length < 20) return 'broken'
  const dataOffset = (tcp.readUInt8(12) >> 4) * 4
  if (dataOffset < 20 || dataOffset > tcp.length) return 'broken'
  return {
    kind: 'tcp',
    ...ip,
    src_port: tcp.readUInt16BE(0),
    dst_port: tcp.readUInt16BE(2),
    sequence: tcp.readUInt32BE(4),
    acknowledgment: tcp.readUInt32BE(8),
    flags: tcp.readUInt8(13),
    tcp_meta_window_size: tcp.readUInt16BE(14),
    tcp_options: tcp.subarray(20, dataOffset),
    payload: tcp.subarray(dataOffset),
  }
}
