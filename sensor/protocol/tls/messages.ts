/** TLS ContentTypes (RFC 8446 section 5.1). */
export const CHANGE_CIPHER_SPEC_RECORD = 20
export const HANDSHAKE_RECORD = 22
/** HandshakeType client_hello (RFC 8446 section 4). */
export const CLIENT_HELLO = 1

/** Extension types that the fingerprints read (IANA TLS ExtensionType). */
export const SERVER_NAME = 0x0000
export const SUPPORTED_GROUPS = 0x000a
export const EC_POINT_FORMATS = 0x000b
export const SIGNATURE_ALGORITHMS = 0x000d
export const APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 0x0010
export const SUPPORTED_VERSIONS = 0x002b

/** The parts of a ClientHello that tell clients apart, lists in wire order, GREASE included (RFC 8446 section 4.1.2). */
export interface ClientHello {
  legacy_version: number
  cipher_suites: number[]
  /** Types only. */
  extensions: number[]
  supported_versions: number[]
  supported_groups: number[]
  ec_point_formats: number[]
  signature_algorithms: number[]
  /** Protocol names as latin1 text; undefined when the extension is absent. */
  alpn: string[] | undefined
  /** Latin1 text; empty when absent. */
  server_name: string
  /** A length inside the extensions lied: what came before it is kept. */
  broken: boolean
}

/** GREASE values are noise by design (RFC 8701); counting them would split one browser into sixteen. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}
