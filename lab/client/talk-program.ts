import { readFileSync } from 'node:fs'
import net from 'node:net'
import tls from 'node:tls'
import type { TalkOrders } from './talk.ts'

// This program runs in a client namespace on plain Node: it imports types alone from its neighbours.
// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the laboratory itself wrote this input
const orders = JSON.parse(readFileSync(0, 'utf8')) as TalkOrders[]
const PATIENCE_MS = 6000
const KEPT_BYTES = 200_000

function open(order: TalkOrders): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const raw = net.connect({ host: order.dst_ip, port: order.port, localAddress: order.src_ip })
    raw.setNoDelay(true).on('error', reject)
    if (!order.is_tls) {
      raw.on('connect', () => {
        resolve(raw)
      })
      return
    }
    const alpn = order.alpn === '' ? {} : { ALPNProtocols: [order.alpn] }
    const secured = tls.connect({ socket: raw, servername: order.host, ca: readFileSync(order.authority), ...alpn })
    secured.on('error', reject).on('secureConnect', () => {
      resolve(secured)
    })
  })
}

/** Wakes whoever waits whenever something happened to the socket. */
class Ear {
  readonly received: Buffer[] = []
  ended = false
  #wake: () => void = () => undefined

  constructor(socket: net.Socket) {
    socket.on('data', (bytes: Buffer) => {
      this.received.push(bytes)
      this.#wake()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.ended = true
      this.#wake()
    })
  }

  get length(): number {
    return this.received.reduce((sum, { length }) => sum + length, 0)
  }

  /** Until it is so, the connection ended, or the time is over. */
  async until(isSo: () => boolean, within_ms: number): Promise<void> {
    const deadline = Date.now() + within_ms
    while (!isSo() && !this.ended && Date.now() < deadline) {
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, deadline - Date.now())
        this.#wake = () => {
          clearTimeout(late)
          resolve()
        }
      })
    }
  }
}

const never = (): boolean => false

async function hold(order: TalkOrders): Promise<{ src_port: number; received: string }> {
  const socket = await open(order)
  const src_port = socket.localPort ?? 0
  const ear = new Ear(socket)
  for (const piece of order.pieces) {
    const before = ear.received.length
    await new Promise<void>((resolve) => socket.write(Buffer.from(piece, 'base64'), () => resolve()))
    if (order.in_turn) await ear.until(() => ear.received.length > before, PATIENCE_MS)
  }
  if (order.hold_ms > 0) await ear.until(never, order.hold_ms)
  else await ear.until(() => order.enough_bytes > 0 && ear.length >= order.enough_bytes, PATIENCE_MS)
  // Streams of HTTP/2 that are still being answered.
  if (order.settle_ms > 0) await ear.until(never, order.settle_ms)
  socket.destroySoon()
  return { src_port, received: Buffer.concat(ear.received).subarray(0, KEPT_BYTES).toString('base64') }
}

for (const order of orders) {
  const told = await hold(order).then(
    (held) => ({ name: order.name, error: '', ...held }),
    (error: unknown) => ({ name: order.name, error: String(error), src_port: 0, received: '' }),
  )
  process.stdout.write(`${JSON.stringify(told)}\n`)
}
