import { createServer } from 'node:http'
import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Request } from '#db/model/request.ts'
import { ConnectionTable } from '../connection/connection-table.ts'
import { tableOptions } from '../connection/table-options.builder.ts'
import { LibpcapSource } from './libpcap.ts'

async function until(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000
  while (!check() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(check()).toBe(true)
}

describe.skipIf(process.getuid?.() !== 0)('packets of the loopback interface, without the kernel programs', () => {
  const server = createServer((_, response) => response.end('hello'))
  let port = 0
  let rows: Request[] = []
  let table: ConnectionTable
  let source: LibpcapSource

  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
    rows = []
    table = new ConnectionTable(tableOptions(), (row) => rows.push(row))
    const ports = { includedPorts: new Set([port]), excludedPorts: new Set<number>(), quicPorts: new Set([443]) }
    source = new LibpcapSource({ interfaces: ['lo'], ...ports }, (fact) => table.handle(fact))
    await source.start()
  })

  afterEach(async () => {
    await source.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('tell a plain request with its answer and its SYN', async () => {
    await (await fetch(`http://127.0.0.1:${port}/seen?x=1`, { headers: { connection: 'close' } })).text()
    await until(() => rows.some(({ type }) => type === 'request'))
    expect(rows[0]).toMatchObject({
      path: '/seen',
      query_string: 'x=1',
      dst_port: port,
      status_code: 200,
      correlated: true,
    })
    expect(rows[0]?.tcp_meta_mss).toBeGreaterThan(0)
    expect(source.hooks()).toMatchObject([{ hook: 'libpcap', target: 'lo', state: 'attached' }])
    expect(source.counters()).toMatchObject({ dropped_libpcap_packets: 0 })
  })

  test('tell the ClientHello of a TLS connection', async () => {
    connect({ host: '127.0.0.1', port, servername: 'seen.example', rejectUnauthorized: false }).on(
      'error',
      () => undefined,
    )
    await until(() => {
      table.tick(Date.now() + 5000)
      return rows.some(({ tls_sni }) => tls_sni === 'seen.example')
    })
    expect(rows.at(-1)?.ja4).toMatch(/^t13d/)
  })
})
