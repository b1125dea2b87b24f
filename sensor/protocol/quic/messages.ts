/** Types of long-header packets, by what they are rather than by their bits, which the version decides. */
type LongPacketType = 'initial' | 'zero_rtt' | 'handshake' | 'retry'

/** What a QUIC version fixes for Initial packets. */
export interface QuicVersion {
  /** RFC 9001 section 5.2, RFC 9369 section 3.3.1. */
  salt: Buffer
  labels: { key: string; iv: string; hp: string }
  /** By the two type bits: RFC 9000 section 17.2, RFC 9369 section 3.2. */
  types: readonly LongPacketType[]
}

const VERSION_1_TYPES = ['initial', 'zero_rtt', 'handshake', 'retry'] as const
const VERSION_1_LABELS = { key: 'quic key', iv: 'quic iv', hp: 'quic hp' }
const VERSION_1: QuicVersion = {
  salt: Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex'),
  labels: VERSION_1_LABELS,
  types: VERSION_1_TYPES,
}
const VERSION_2: QuicVersion = {
  salt: Buffer.from('0dede3def700a6db819381be6e269dcbf9bd2ed9', 'hex'),
  labels: { key: 'quicv2 key', iv: 'quicv2 iv', hp: 'quicv2 hp' },
  types: ['retry', 'initial', 'zero_rtt', 'handshake'],
}
/** Drafts 29 to 32 share one salt. */
const DRAFT_29: QuicVersion = {
  salt: Buffer.from('afbfec289993d24c9e9786f19c6111e04390a899', 'hex'),
  labels: VERSION_1_LABELS,
  types: VERSION_1_TYPES,
}

/** By the version field. */
export const VERSIONS: ReadonlyMap<number, QuicVersion> = new Map([
  [0x00000001, VERSION_1],
  [0x6b3343cf, VERSION_2],
  [0xff00001d, DRAFT_29],
  [0xff00001e, DRAFT_29],
  [0xff00001f, DRAFT_29],
  [0xff000020, DRAFT_29],
])

/** Longest connection id of these versions (RFC 9000 section 17.2). */
export const MAX_CONNECTION_ID_LENGTH = 20

/** Frame types that an Initial packet may hold (RFC 9000 section 12.4). */
export const PADDING = 0x00
export const PING = 0x01
export const ACK = 0x02
export const ACK_ECN = 0x03
export const CRYPTO = 0x06
export const CONNECTION_CLOSE = 0x1c

/** One Initial packet as it stands in a datagram, still protected. */
export interface InitialPacket {
  version: QuicVersion
  destination_connection_id: Buffer
  source_connection_id: Buffer
  /** From its first byte to its authentication tag. */
  bytes: Buffer
  /** Where in `bytes` the protected packet number begins. */
  packet_number_at: number
}

export interface CryptoFrame {
  offset: number
  /** Valid only as long as the packet it came in. */
  bytes: Buffer
}
