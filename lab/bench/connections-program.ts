import { readSensorConfig } from '#sensor/config.ts'
import { connectionKeyOf } from '#sensor/connection/connection-key.ts'
import { ConnectionTable } from '#sensor/connection/connection-table.ts'
import { tableOptionsOf } from '#sensor/connection/table-options.ts'
import { listHellos } from './hellos.ts'

/** The sensor's own share of a process: how much memory its table takes, said in one line. */
const CONNECTIONS = 100_000
const PER_SECOND = 5000
const TICK_EVERY = PER_SECOND / 4
const RECORD_HEADER = Buffer.from('1603010000', 'hex')

const isTls = process.argv[2] === 'https'
const hellos = await listHellos()
const records = hellos.map((hello) => {
  const record = Buffer.concat([RECORD_HEADER, hello])
  record.writeUInt16BE(hello.length, 3)
  return record
})
const syn_options = Buffer.from('020405b40402080a000000010000000001030307', 'hex')
const request = Buffer.from(
  'GET /a/page.html?n=1 HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)\r\n' +
    'Accept: text/html,application/xhtml+xml,application/xml;q=0.9\r\nAccept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n' +
    'Cookie: session=0123456789abcdef0123456789abcdef\r\nConnection: keep-alive\r\n\r\n',
)
const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok')

const megabytes = (): number => process.memoryUsage().rss / (1 << 20)
function settle(): void {
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc?.()
}

function addressOf(number: number): Buffer {
  return Buffer.from([
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    255,
    255,
    10,
    (number >> 16) & 255,
    (number >> 8) & 255,
    number & 255,
  ])
}

settle()
const base = megabytes()
let rows = 0
const options = { ...tableOptionsOf(readSensorConfig([], {}), Buffer.alloc(32)), maxConnections: 2 * CONNECTIONS }
const table = new ConnectionTable(options, () => (rows += 1))
const began = performance.now()
const server = addressOf(1)
const scheme = isTls ? 'https' : 'http'
for (let number = 0; number < CONNECTIONS; number += 1) {
  const time_ms = Date.now()
  const port = 1024 + (number % 60_000)
  const key = connectionKeyOf(addressOf(0x10000 + number), port, server, isTls ? 443 : 80)
  table.handle({
    ...{ kind: 'syn', key, time_ms, ip_meta_ttl: 64, ip_meta_id: number & 0xffff, ip_meta_df: true, sequence: 1000 },
    ...{ ip_meta_total_length: 60, tcp_meta_window_size: 64_240, tcp_options: syn_options },
  })
  table.handle({ kind: 'established', key, time_ms })
  const record = records[number % records.length]
  if (isTls && record !== undefined) table.handle({ kind: 'segment', key, time_ms, sequence: 1001, bytes: record })
  table.handle({ kind: 'stream', key, time_ms, direction: 'in', scheme, offset: 0, bytes: request })
  table.handle({ kind: 'stream', key, time_ms, direction: 'out', scheme, offset: 0, bytes: answer })
  if (number % TICK_EVERY === 0) table.tick(Date.now())
}
table.tick(Date.now())
const seconds = (performance.now() - began) / 1000
settle()
const open = table.counters()['open_connections'] ?? 0
const heap_mb = process.memoryUsage().heapUsed / (1 << 20)
console.log(JSON.stringify({ open, rows, resident_mb: megabytes(), heap_mb, before_mb: base, seconds }))
