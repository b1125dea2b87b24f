/** A TCP segment with what its IP header said. */
export interface TcpPacket {
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
/** Hop-by-hop, routing, destination options, authentication (RFC 8200 section 4). */
const EXTENSION_HEADERS = new Set([0, 43, 60, 51])
const AUTHENTICATION = 51
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/** Undefined for what is not TCP, or is a fragment, or is cut before the payload. */
export function tcpPacketOf(link_type: number, bytes: Buffer): TcpPacket | undefined {
  const ip = networkLayer(link_type, bytes)
  if (ip === undefined || ip.length < 20) return undefined
  const version = ip.readUInt8(0) >> 4
  if (version === 4) return fromIpv4(ip)
  return version === 6 ? fromIpv6(ip) : undefined
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

function fromIpv4(ip: Buffer): TcpPacket | undefined {
  const headerLength = (ip.readUInt8(0) & 0x0f) * 4
  const fragment = ip.readUInt16BE(6)
  if (headerLength < 20 || ip.readUInt8(9) !== TCP || (fragment & 0x3fff) !== 0) return undefined
  // Zero when the card segments for the kernel.
  const total = ip.readUInt16BE(2) || ip.length
  return tcpOf(ip.subarray(headerLength, total), {
    src: Uint8Array.from([...MAPPED_PREFIX, ...ip.subarray(12, 16)]),
    dst: Uint8Array.from([...MAPPED_PREFIX, ...ip.subarray(16, 20)]),
    ip_meta_ttl: ip.readUInt8(8),
    ip_meta_id: ip.readUInt16BE(4),
    ip_meta_df: (fragment & 0x4000) !== 0,
    ip_meta_total_length: total,
  })
}

function fromIpv6(ip: Buffer): TcpPacket | undefined {
  if (ip.length < 40) return undefined
  const payloadLength = ip.readUInt16BE(4)
  const total = payloadLength === 0 ? ip.length : 40 + payloadLength
  let protocol = ip.readUInt8(6)
  let at = 40
  while (EXTENSION_HEADERS.has(protocol) && at + 2 <= ip.length) {
    const next = ip.readUInt8(at)
    const length = ip.readUInt8(at + 1)
    at += protocol === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8
    protocol = next
  }
  if (protocol !== TCP || at > ip.length) return undefined
  return tcpOf(ip.subarray(at, total), {
    src: ip.subarray(8, 24),
    dst: ip.subarray(24, 40),
    ip_meta_ttl: ip.readUInt8(7),
    ip_meta_id: 0,
    ip_meta_df: false,
    ip_meta_total_length: total,
  })
}

type IpFacts = Pick<TcpPacket, 'src' | 'dst' | 'ip_meta_ttl' | 'ip_meta_id' | 'ip_meta_df' | 'ip_meta_total_length'>

function tcpOf(tcp: Buffer, ip: IpFacts): TcpPacket | undefined {
  if (tcp.length < 20) return undefined
  const dataOffset = (tcp.readUInt8(12) >> 4) * 4
  if (dataOffset < 20 || dataOffset > tcp.length) return undefined
  return {
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
