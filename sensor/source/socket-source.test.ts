import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Request } from '#db/model/request.ts'
import { tableOptions } from '../connection/table-options.builder.ts'
import { UnixOutput } from '../output/unix.ts'
import { SocketSource } from './socket-source.ts'

let folder = ''
let rows: Request[] = []
let source: SocketSource

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-sockets-'))
  rows = []
  source = newSource()
  await source.start()
})

afterEach(async () => {
  await source.stop()
  rmSync(folder, { recursive: true })
})

const at = (name: string) => join(folder, name)

function newSource(): SocketSource {
  return new SocketSource(
    {
      httpPaths: [at('http.socket')],
      networkPaths: [at('network.socket')],
      socket_mode: '0622',
      socket_group: '',
      includedPorts: new Set([80, 443]),
      excludedPorts: new Set(),
      emit_delay_ms: 500,
      correlation_window_ms: 10_000,
      network_ttl_ms: 120_000,
      max_http_items: 5000,
      max_network_items: 5000,
    },
    tableOptions({ sensor_id: 'sockets' }),
    (row) => rows.push(row),
  )
}

const SEND = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
for line in sys.stdin:
    path, text = line.rstrip('\\n').split(' ', 1)
    s.sendto(text.encode(), path)
`

/** Another program sends, as the module and ja4sentinel do. */
function send(...datagrams: [socket: string, content: unknown][]): void {
  const lines = datagrams.map(
    ([name, content]) => `${at(name)} ${typeof content === 'string' ? content : JSON.stringify(content)}\n`,
  )
  execFileSync('python3', ['-c', SEND], { input: lines.join('') })
}

async function until(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000
  while (!check() && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve))
  expect(check()).toBe(true)
}

const CONNECTION = {
  src_ip: '192.0.2.100',
  src_port: 54321,
  dst_ip: '10.0.0.1',
  dst_port: 443,
  ip_meta_ttl: 64,
  ip_meta_df: true,
  tcp_meta_window_size: 65535,
  tcp_meta_mss: 1460,
  tcp_meta_window_scale: 7,
  tcp_meta_options: 'MSS,WS,SACK,TS',
  ja4: 't13d1516h2_8daaf6152771_02cb136f2775',
  ja4_hash: '8daaf6152771_02cb136f2775',
  ja3: '771,4865,0,29,0',
}
const REQUEST = {
  time: '2026-02-26T11:59:30Z',
  timestamp: 1772107170123456789,
  src_ip: '192.0.2.100',
  src_port: 54321,
  dst_ip: '10.0.0.1',
  dst_port: 443,
  scheme: 'https',
  method: 'GET',
  host: 'Shop.example',
  path: '/login',
  query: 'next=/a&token=canary-1',
  http_version: 'HTTP/1.1',
  client_headers: 'Host,User-Agent,Cookie',
  'header_User-Agent': 'curl/8',
  header_Cookie: 'sid=canary-2',
  header_order_signature: 'l0.t3.u0.m0-abc',
  unknown: { nested: [1] },
}

describe('datagrams of a real sender', () => {
  test('a request and its connection become one row, without its secrets', async () => {
    send(['network.socket', CONNECTION], ['http.socket', REQUEST])
    await until(() => rows.length === 1)
    expect(rows[0]).toMatchObject({
      type: 'request',
      time: '2026-02-26T11:59:30.123Z',
      src_ip: '192.0.2.100',
      src_port: 54321,
      dst_port: 443,
      scheme: 'https',
      http_version: '1.1',
      host: 'shop.example',
      path: '/login',
      query_string: 'next=/a&token=***',
      header_order_signature: 'l0.t3.u0.m0-abc',
      ja4: CONNECTION.ja4,
      tcp_meta_options: 'MSS,WS,SACK,TS',
      ip_meta_df: true,
      correlated: true,
      orphan_side: '',
      keepalives: 1,
    })
    expect(rows[0]?.headers.map(([name]) => name)).toEqual(['Host', 'User-Agent', 'Cookie'])
    expect(JSON.stringify(rows)).not.toContain('canary')
  })

  test('a request without its connection is side A, after its delay', async () => {
    send(['http.socket', REQUEST])
    await until(() => source.counters()['waiting_http_items'] === 1)
    source.tick(Date.now() + 600)
    expect(rows).toMatchObject([{ correlated: false, orphan_side: 'A', ja4: '', path: '/login' }])
  })

  test('what cannot be read is counted by cause, and a port that is not watched left out', async () => {
    send(
      ['http.socket', 'no JSON'],
      ['http.socket', '[]'],
      ['http.socket', { path: '/' }],
      ['network.socket', '{"src_ip":"nowhere","src_port":1}'],
      ['network.socket', '{"src_ip":'],
      ['http.socket', { ...REQUEST, dst_port: 8080 }],
    )
    await until(
      () => Number(source.counters()['http_datagrams']) + Number(source.counters()['network_datagrams']) === 6,
    )
    expect(source.counters()).toMatchObject({
      malformed_http_json: 2,
      malformed_http_addresses: 1,
      malformed_network_json: 1,
      malformed_network_addresses: 1,
      excluded_http_datagrams: 1,
    })
    expect(rows).toEqual([])
  })

  test('a thousand requests of one connection are all joined, in their order', async () => {
    const datagrams = Array.from({ length: 1000 }, (_, n): [string, unknown] => [
      'http.socket',
      { ...REQUEST, path: `/${n}` },
    ])
    const first: [string, unknown] = ['network.socket', CONNECTION]
    const lines = [first, ...datagrams].map(([name, content]) => `${at(name)} ${JSON.stringify(content)}\n`)
    writeFileSync(at('lines'), lines.join(''))
    // The queue of the socket is short: the sender has to wait for us.
    const sender = spawn('sh', ['-c', `exec python3 -c "$1" < "$2"`, 'sh', SEND, at('lines')])
    await once(sender, 'exit')
    await until(() => rows.length === 1000)
    expect(rows.map(({ path }) => path)).toEqual(datagrams.map((_, n) => `/${n}`))
    expect(rows.at(-1)).toMatchObject({ keepalives: 1000, correlated: true })
  })
})

describe('the socket’s file', () => {
  test('has the mode that the settings say, and goes with its owner', async () => {
    expect(statSync(at('http.socket')).mode & 0o777).toBe(0o622)
    await source.stop()
    expect(existsSync(at('http.socket'))).toBe(false)
  })

  test('is replaced when nobody listens any more, and never otherwise', async () => {
    await expect(newSource().start()).rejects.toThrow('another process listens there')
    await source.stop()
    execFileSync('python3', [
      '-c',
      `import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind('${at('http.socket')}')`,
    ])
    source = newSource()
    await source.start()
    await source.stop()
    writeFileSync(at('http.socket'), 'precious')
    await expect(newSource().start()).rejects.toThrow('is no socket')
  })
})

test('what the UNIX output sends is what the network socket reads; without a receiver it is counted', async () => {
  send(['network.socket', CONNECTION], ['http.socket', REQUEST])
  await until(() => rows.length === 1)
  const joined = rows.slice()
  const output = new UnixOutput(at('network.socket'))
  output.write(joined)
  output.write(joined.map((row) => ({ ...row, keepalives: 2 })))
  await until(() => source.counters()['network_datagrams'] === 2)
  expect(output.counters()).toMatchObject({ unix_datagrams: 1 })
  send(['http.socket', REQUEST])
  await until(() => rows.length === 2)
  expect(rows[1]).toMatchObject({ ja4: CONNECTION.ja4, ja3: CONNECTION.ja3, tcp_meta_mss: 1460, keepalives: 1 })
  await source.stop()
  output.write(joined)
  expect(output.counters()).toMatchObject({ dropped_unix_absent: 1 })
  source = newSource()
  await source.start()
  output.write(joined)
  await until(() => source.counters()['network_datagrams'] === 1)
  await output.close()
})
