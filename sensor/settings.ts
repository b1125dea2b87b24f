import { hostname } from 'node:os'
import { z } from 'zod'
import { AddressRanges } from './connection/address/ranges.ts'

const ports = z.array(z.coerce.number().int().min(1).max(65_535))
const flag = z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean())
const count = z.coerce.number().int().positive()
const names = z.array(z.string().min(1))
const ranges = names.superRefine((given, context) => {
  try {
    new AddressRanges(given)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
  }
})

/** Headers of answers that tell something about who asked, and hold nothing of the page. */
const RESPONSE_HEADERS = [
  'content-type',
  'content-length',
  'content-encoding',
  'location',
  'retry-after',
  'server',
  'set-cookie',
]

/** Every setting of the sensor by its name in the YAML file. */
export const settings = {
  sensor_id: z.string().min(1).max(64).default(hostname()),
  /** `auto` (the kernel, else libpcap), `ebpf`, `libpcap`, `http-socket:PATH`, `network-socket:PATH`; several at once. */
  sources: z
    .array(
      z
        .string()
        .regex(
          /^(auto|ebpf|libpcap|(http|network)-socket:.+)$/,
          'is none of auto, ebpf, libpcap, http-socket:PATH, network-socket:PATH',
        ),
    )
    .min(1)
    .default(['auto']),
  /** Names, patterns with `*`, or the words `default-route` and `any`. */
  interfaces: z.array(z.string().min(1)).min(1).default(['default-route', 'lo', 'vigie-lab*']),
  /** Server ports to watch; empty: every port. */
  listen_ports: ports.default([]),
  /** Server ports never watched; the store's and the dashboard's own are always among them. */
  exclude_ports: ports.default([]),
  /** UDP ports where QUIC is looked for. */
  quic_ports: ports.default([443]),
  /** Peers and clients of whom nothing is written. */
  exclude_source_ips: ranges.default([]),
  /** Proxies whose PROXY header, X-Forwarded-For and Forwarded are believed. */
  trusted_proxies: ranges.default([]),
  /** Watch the servers' answers too: status, size, duration. */
  responses: flag.default(true),
  /** Headers of answers that are kept. */
  response_headers: names.default(RESPONSE_HEADERS),
  /** Further headers whose values never leave the process. */
  redact_headers: names.default([]),
  /** Further query parameters whose values are masked. */
  mask_parameters: names.default([]),
  ring_bytes: count
    .refine((bytes) => bytes >= 4096 && Number.isInteger(Math.log2(bytes)), 'must be a power of two, 4096 at least')
    .default(64 << 20),
  max_connections: count.default(100_000),
  /** What the parsers of all connections may hold together. */
  max_buffered_bytes: count.default(256 << 20),
  /** A request waits this long for its answer before it is written without one. */
  response_wait_ms: count.default(3000),
  idle_ms: count.default(120_000),
  /** Without a complete request for so long after connecting, a connection is written as slowloris. */
  slowloris_ms: count.default(10_000),
  /** A SYN whose handshake does not end within this time is written as half open. */
  half_open_ms: count.default(10_000),
  /** Connections that get a row of their own: `unusual` (without a request, or upgraded), `all`, `none`. */
  connection_rows: z.enum(['unusual', 'all', 'none']).default('unusual'),
  /** `clickhouse`, `stdout`, `file:PATH`, `unix:PATH`; several at once. */
  outputs: z
    .array(
      z.string().regex(/^(clickhouse|stdout|(file|unix):.+)$/, 'is none of clickhouse, stdout, file:PATH, unix:PATH'),
    )
    .default(['clickhouse']),
  spool_bytes: count.default(512 << 20),
  /** A file of rows is put aside when it is this large; 0: never. */
  file_max_bytes: z.coerce
    .number()
    .int()
    .min(0)
    .default(256 << 20),
  /** Files put aside that are kept. */
  file_keep: z.coerce.number().int().min(0).default(5),
  log_format: z.enum(['text', 'json']).default('text'),
  /** How long a request from `http-socket` and its connection from `network-socket` may be apart. */
  correlation_window_ms: count.default(10_000),
  /** A connection from `network-socket` is forgotten so long after its last request. */
  network_ttl_ms: count.default(120_000),
  /** A request from `http-socket` waits so long for its connection. */
  emit_delay_ms: count.default(500),
  /** Who may write to the sockets of `http-socket` and `network-socket`: an octal file mode. */
  socket_mode: z
    .string('is no octal file mode in quotes, such as "0660"')
    .regex(/^0?[0-7]{3}$/, 'is no octal file mode such as 0660')
    .default('0660'),
  /** Group of their socket files by name or number; empty: that of the process. */
  socket_group: z.coerce.string().default(''),
  max_http_items: count.default(10_000),
  max_network_items: count.default(20_000),
}

/** Settings that are lists: given as text, their parts stand between commas. */
export const LISTS: ReadonlySet<string> = new Set([
  'sources',
  'interfaces',
  'listen_ports',
  'exclude_ports',
  'quic_ports',
  'exclude_source_ips',
  'trusted_proxies',
  'response_headers',
  'redact_headers',
  'mask_parameters',
  'outputs',
])
