import type { TlsFacts } from '#db/model/request.ts'
import { tlsFactsOf } from '#sensor/fingerprint/tls-facts.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import type { Random } from '#lab/random.ts'

/** A TLS library as its ClientHello shows it; lists in wire order, without GREASE. */
interface TlsStack {
  cipher_suites: readonly number[]
  extensions: readonly number[]
  signature_algorithms: readonly number[]
  supported_groups: readonly number[]
  versions: readonly number[]
  /** Chrome's since version 110: another order on each connection. */
  shuffles: boolean
}

const TLS13 = [0x1301, 0x1302, 0x1303]
const NEW_VERSIONS = [0x0304, 0x0303]
const ALPN = 0x0010

const TLS_STACKS = {
  chromium: {
    cipher_suites: [
      ...TLS13,
      ...[0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035],
    ],
    extensions: [0x0, 0x17, 0xff01, 0xa, 0xb, 0x23, ALPN, 0x5, 0xd, 0x12, 0x33, 0x2d, 0x2b, 0x1b, 0x44cd, 0xfe0d],
    signature_algorithms: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
    supported_groups: [0x11ec, 0x1d, 0x17, 0x18],
    versions: NEW_VERSIONS,
    shuffles: true,
  },
  firefox: {
    cipher_suites: [
      ...[0x1301, 0x1303, 0x1302, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030, 0xc00a, 0xc009, 0xc013, 0xc014],
      ...[0x009c, 0x009d, 0x002f, 0x0035],
    ],
    extensions: [
      ...[0x0, 0x17, 0xff01, 0xa, 0xb, 0x23, ALPN, 0x5, 0x22, 0x12, 0x33, 0x2b, 0xd, 0x2d, 0x1c, 0x1b, 0xfe0d],
    ],
    signature_algorithms: [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201],
    supported_groups: [0x11ec, 0x1d, 0x17, 0x18, 0x19, 0x100, 0x101],
    versions: NEW_VERSIONS,
    shuffles: false,
  },
  safari: {
    cipher_suites: [
      ...TLS13,
      ...[0xc02c, 0xc02b, 0xcca9, 0xc030, 0xc02f, 0xcca8, 0xc00a, 0xc009, 0xc014, 0xc013, 0x009d, 0x009c, 0x0035],
      ...[0x002f, 0xc008, 0xc012, 0x000a],
    ],
    extensions: [0x0, 0x17, 0xff01, 0xa, 0xb, ALPN, 0x5, 0xd, 0x12, 0x33, 0x2d, 0x2b, 0x1b, 0x15],
    signature_algorithms: [0x0403, 0x0804, 0x0401, 0x0503, 0x0203, 0x0805, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201],
    supported_groups: [0x1d, 0x17, 0x18, 0x19],
    versions: [0x0304, 0x0303, 0x0302, 0x0301],
    shuffles: false,
  },
  openssl: {
    cipher_suites: [
      ...[0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024],
      ...[0xc028, 0x006b, 0xc023, 0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x009d, 0x009c],
      ...[0x003d, 0x003c, 0x0035, 0x002f, 0x00ff],
    ],
    extensions: [0x0, 0xb, 0xa, ALPN, 0x16, 0x17, 0x31, 0xd, 0x2b, 0x2d, 0x33, 0x15],
    signature_algorithms: [
      ...[0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501],
      ...[0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602],
    ],
    supported_groups: [0x1d, 0x17, 0x1e, 0x19, 0x18, 0x100, 0x101, 0x102, 0x103, 0x104],
    versions: NEW_VERSIONS,
    shuffles: false,
  },
  go: {
    cipher_suites: [
      ...[0xc02f, 0xc030, 0xc02b, 0xc02c, 0xcca8, 0xcca9, 0xc013, 0xc009, 0xc014, 0xc00a, 0x1301, 0x1302, 0x1303],
    ],
    extensions: [0x0, 0x5, 0xa, 0xb, 0xd, 0xff01, ALPN, 0x12, 0x2b, 0x33],
    signature_algorithms: [
      ...[0x0804, 0x0403, 0x0807, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0503, 0x0603, 0x0201, 0x0203],
    ],
    supported_groups: [0x11ec, 0x1d, 0x17, 0x18, 0x19],
    versions: NEW_VERSIONS,
    shuffles: false,
  },
} as const satisfies Record<string, TlsStack>
export type TlsStackName = keyof typeof TLS_STACKS

/** Orders that a shuffling stack is seen with: as many as a table of a day's JA3 shows, and cheap to make. */
const ORDERS = 64
const known = new Map<string, TlsFacts>()

/** What a connection's ClientHello leaves in a row. */
export function tlsOf(name: TlsStackName, alpn: readonly string[], host: string, random: Random): TlsFacts {
  const stack: TlsStack = TLS_STACKS[name]
  const order = stack.shuffles ? random.below(ORDERS) : 0
  const key = `${name} ${alpn.join()} ${order}`
  let facts = known.get(key)
  if (facts === undefined) {
    facts = tlsFactsOf(helloOf(stack, alpn, order))
    known.set(key, facts)
  }
  return { ...facts, tls_sni: host }
}

function helloOf(stack: TlsStack, alpn: readonly string[], order: number): ClientHello {
  const extensions = stack.extensions.filter((type) => type !== ALPN || alpn.length > 0)
  return {
    legacy_version: 0x0303,
    cipher_suites: [...stack.cipher_suites],
    extensions: order === 0 ? extensions : shuffled(extensions, order),
    supported_versions: [...stack.versions],
    supported_groups: [...stack.supported_groups],
    ec_point_formats: [0],
    signature_algorithms: [...stack.signature_algorithms],
    alpn: alpn.length > 0 ? [...alpn] : undefined,
    server_name: '',
    broken: false,
  }
}

/** By the number of the order alone: it is the same in every run. */
function shuffled(all: readonly number[], order: number): number[] {
  const place = (value: number): number => Math.imul((value + 1) * (order + 1), 0x9e3779b1) >>> 0
  return [...all].sort((one, other) => place(one) - place(other))
}
