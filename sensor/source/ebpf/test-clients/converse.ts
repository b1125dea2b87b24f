import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { eventually } from '../capture.ts'
import type { ConnectionKey } from '../../fact.ts'
import type { Conversation } from './conversations.ts'

export interface Conversed {
  key: ConnectionKey
  sent: Buffer
  received: Buffer
}

const mapped = (ip: string): Buffer =>
  ip.includes('.')
    ? Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ip.split('.').map(Number)])
    : Buffer.from([...Array<number>(15).fill(0), 1])

export function keyOf(ip: string, localPort: number, port: number): ConnectionKey {
  const ports = Buffer.alloc(4)
  ports.writeUInt16BE(localPort, 0)
  ports.writeUInt16BE(port, 2)
  return Buffer.concat([mapped(ip), mapped(ip), ports]).toString('latin1')
}

function open(host: string, port: number, isTls: boolean, protocol: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = isTls
      ? connectTls({ host, port, rejectUnauthorized: false, ALPNProtocols: [protocol] })
      : connect({ host, port })
    socket.setNoDelay(true)
    socket.once('error', reject).once(isTls ? 'secureConnect' : 'connect', () => resolve(socket))
  })
}

/** Holds a conversation with a server on this machine (`127.0.0.1` or `::1`) to its end. */
export async function converse(
  ip: string,
  port: number,
  isTls: boolean,
  talk: Conversation,
  protocol: 'http/1.1' | 'h2' = 'http/1.1',
): Promise<Conversed> {
  const socket = await open(ip, port, isTls, protocol)
  const key = keyOf(ip, socket.localPort ?? 0, port)
  const received: Buffer[] = []
  socket.on('data', (bytes: Buffer) => received.push(bytes))
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  for (const piece of talk.pieces) {
    const before = received.length
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()))
    if (talk.inTurn) await Promise.race([ended, eventually('an answer', () => received.length > before)])
  }
  const { isEnough } = talk
  if (isEnough !== undefined) {
    await Promise.race([ended, eventually('every answer', () => isEnough(Buffer.concat(received)))])
    socket.end()
  }
  await ended
  return { key, sent: Buffer.concat(talk.pieces), received: Buffer.concat(received) }
}
