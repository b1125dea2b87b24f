import { subscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import type { Orders } from './orders.ts'

// This program runs in a client namespace on plain Node: it imports types alone from its neighbours.
// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the laboratory itself wrote this input, as Orders
const orders = JSON.parse(readFileSync(0, 'utf8')) as Orders
type Planned = Orders['requests'][number]
type Headers = [string, string][]

const ca = readFileSync(orders.authority)
const family = orders.src_ip.includes(':') ? 6 : 4
const port = orders.scheme === 'https' ? 443 : 80

function tell(request: Planned, sent: { src_port: number | undefined; headers: Headers | null; status: number }): void {
  const line = {
    src_port: sent.src_port ?? null,
    http_version: orders.client === 'node-http2' ? '2' : '1.1',
    method: request.method,
    host: orders.host,
    target: request.target,
    headers: sent.headers,
    status_code: sent.status,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function once(agent: http.Agent, request: Planned): Promise<void> {
  const length: Headers = request.body === '' ? [] : [['Content-Length', String(Buffer.byteLength(request.body))]]
  const headers: Headers = [['Host', orders.host], ...request.headers, ...length, ['Connection', 'keep-alive']]
  const { src_ip: localAddress, host } = orders
  const options = { agent, host, port, family, localAddress, method: request.method, path: request.target, ca }
  return new Promise((resolve, reject) => {
    const outgoing = (orders.scheme === 'https' ? https : http).request({ ...options, headers: headers.flat() })
    outgoing.on('error', reject).on('response', (answer) => {
      const src_port = answer.socket.localPort
      answer.resume().on('end', () => {
        tell(request, { src_port, headers, status: answer.statusCode ?? 0 })
        resolve()
      })
    })
    outgoing.end(request.body)
  })
}

async function byHttp(): Promise<void> {
  const options = { keepAlive: true, maxSockets: 1 }
  const agent = orders.scheme === 'https' ? new https.Agent(options) : new http.Agent(options)
  for (const request of orders.requests) await once(agent, request)
  agent.destroy()
}

async function byFetch(): Promise<void> {
  let shown: { headers: string; src_port: number | undefined } | null = null
  subscribe('undici:client:sendHeaders', (message) => {
    if (typeof message !== 'object' || message === null || !('headers' in message) || !('socket' in message)) return
    const { headers, socket } = message
    const src_port = socket instanceof Object && 'localPort' in socket ? Number(socket.localPort) : undefined
    if (typeof headers === 'string') shown = { headers, src_port }
  })
  const taken = (): typeof shown => shown
  for (const request of orders.requests) {
    const { method, headers, body, target } = request
    const url = `${orders.scheme}://${orders.host}${target}`
    const answer = await fetch(url, { method, headers, redirect: 'manual', ...(body === '' ? {} : { body }) })
    await answer.arrayBuffer()
    const lines = taken()?.headers.split('\r\n').slice(1) ?? []
    const sent = lines.flatMap((line): Headers => {
      const colon = line.indexOf(':')
      return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]]
    })
    // The channel shows the head before the client appends the length of its body to it.
    if (method === 'POST') sent.push(['content-length', String(Buffer.byteLength(body))])
    tell(request, { src_port: taken()?.src_port, headers: sent, status: answer.status })
  }
}

function stream(session: http2.ClientHttp2Session, request: Planned): Promise<void> {
  const headers = request.headers.map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const pseudo = { ':method': request.method, ':path': request.target, ':scheme': 'https', ':authority': orders.host }
  return new Promise((resolve, reject) => {
    const opened = session.request({ ...pseudo, ...Object.fromEntries(headers) })
    let status = 0
    opened.on('response', (answer) => (status = answer[':status'] ?? 0))
    opened.on('error', reject).on('end', () => {
      tell(request, { src_port: session.socket.localPort, headers, status })
      resolve()
    })
    opened.resume()
    if (request.method === 'POST') opened.end(request.body)
  })
}

async function byHttp2(): Promise<void> {
  const { host, src_ip: localAddress } = orders
  const session = http2.connect(`https://${host}`, {
    createConnection: () => {
      const socket = net.connect({ host: orders.dst_ip, port, localAddress })
      return tls.connect({ socket, servername: host, ca, ALPNProtocols: ['h2'] })
    },
  })
  if (orders.multiplexed) await Promise.all(orders.requests.map((request) => stream(session, request)))
  else for (const request of orders.requests) await stream(session, request)
  session.close()
}

const WAYS = { 'node-http': byHttp, 'node-fetch': byFetch, 'node-http2': byHttp2 }
await WAYS[orders.client]()
