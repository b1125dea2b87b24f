import { readSensorConfig } from '#sensor/config.ts'
import { connectionKeyOf } from '#sensor/connection/connection-key.ts'
import { ConnectionTable } from '#sensor/connection/connection-table.ts'
import { tableOptionsOf } from '#sensor/connection/table-options.ts'
import type { Request } from '#db/model/request.ts'
import type { Repeated } from '#sensor/output/output.ts'
import { listHellos } from './hellos.ts'

/** A row of the sensor's, and what it shares with the other rows of its connection. */
export interface SensorRow {
  row: Request
  connection: Repeated | undefined
}

const RECORD_HEADER = Buffer.from('1603010000', 'hex')
const SYN_OPTIONS = Buffer.from('020405b40402080a000000010000000001030307', 'hex')
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok')
const SERVER = addressOf(1)

function addressOf(number: number): Uint8Array {
  return Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, number >> 16, number >> 8, number])
}

function browserRequest(number: number): Buffer {
  return Buffer.from(
    `GET /articles/${number % 997}/page.html?n=${number} HTTP/1.1\r\nHost: shop${number % 5}.example\r\n` +
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n' +
      'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n' +
      `Referer: https://shop.example/articles/${number % 89}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\n` +
      'Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n' +
      `Cookie: session=${(number % 2000).toString(16).padStart(32, '0')}\r\n\r\n`,
  )
}

/** What the sensor makes of browsers on TLS connections with so many requests each. */
export async function sensorRows(connections: number, requestsEach: number): Promise<SensorRow[]> {
  const hellos = (await listHellos()).map((hello) => {
    const record = Buffer.concat([RECORD_HEADER, hello])
    record.writeUInt16BE(hello.length, 3)
    return record
  })
  const rows: SensorRow[] = []
  const options = tableOptionsOf(readSensorConfig([], {}), Buffer.alloc(32))
  const table = new ConnectionTable(options, (row, connection) => rows.push({ row, connection }))
  const began_ms = Date.now() - 600_000
  for (let number = 0; number < connections; number += 1) {
    const key = connectionKeyOf(addressOf(0x10000 + number), 1024 + (number % 60_000), SERVER, 443)
    const time_ms = began_ms + number * 10
    const syn = { ip_meta_ttl: 57, ip_meta_id: number & 0xffff, ip_meta_df: true, ip_meta_total_length: 60 }
    const window = { tcp_meta_window_size: 64_240, tcp_options: SYN_OPTIONS, sequence: 1000 }
    table.handle({ kind: 'syn', key, time_ms, ...syn, ...window })
    const bytes = hellos[number % hellos.length] ?? RECORD_HEADER
    table.handle({ kind: 'segment', key, time_ms: time_ms + 1, sequence: 1001, bytes })
    const stream = { kind: 'stream', key, scheme: 'https' } as const
    let [asked, answered] = [0, 0]
    for (let turn = 0; turn < requestsEach; turn += 1) {
      const request = browserRequest(number * requestsEach + turn)
      const at_ms = time_ms + 2 + turn * 250
      table.handle({ ...stream, time_ms: at_ms, direction: 'in', offset: asked, bytes: request })
      table.handle({ ...stream, time_ms: at_ms + 1, direction: 'out', offset: answered, bytes: ANSWER })
      asked += request.length
      answered += ANSWER.length
    }
  }
  table.finish()
  return rows
}
