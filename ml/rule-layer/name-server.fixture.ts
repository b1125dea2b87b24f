import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

const PTR = 12
const TYPES: Readonly<Record<number, string>> = { 1: 'A', 12: 'PTR', 28: 'AAAA' }

/** What a name server knows: `A crawl.example` or `PTR 1.2.0.192.in-addr.arpa` to answers; `silent` gives none at all. */
export type Zone = Readonly<Record<string, readonly string[] | 'silent'>>

export interface TestNameServer {
  /** As Resolver.setServers takes it. */
  address: string
  /** Questions that came. */
  asked: string[]
  stop: () => Promise<void>
}

/** A name server over UDP on loopback (RFC 1035, as much as a question and its answers need). */
export async function startNameServer(zone: Zone, answers_after_ms = 0): Promise<TestNameServer> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (question, from) => {
    const { name, type, end } = readQuestion(question)
    const key = `${TYPES[type] ?? String(type)} ${name}`
    asked.push(key)
    const answers = zone[key]
    if (answers === 'silent') return
    const reply = answerTo(question.subarray(0, end), type, answers)
    void delay(answers_after_ms).then(() => socket.send(reply, from.port, from.address, () => undefined))
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('ascii', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 }
}

function answerTo(question: Buffer, type: number, answers: readonly string[] | undefined): Buffer {
  const head = Buffer.from(question)
  // An answer, recursion available; NXDOMAIN where the zone does not know the name.
  head.writeUInt16BE(answers === undefined ? 0x8183 : 0x8180, 2)
  head.writeUInt16BE(answers?.length ?? 0, 6)
  head.writeUInt16BE(0, 10)
  const records = (answers ?? []).map((text) => {
    const data = type === PTR ? nameBytes(text) : Buffer.from(text.split('.').map(Number))
    const record = Buffer.alloc(12)
    record.writeUInt16BE(0xc00c, 0)
    record.writeUInt16BE(type, 2)
    record.writeUInt16BE(1, 4)
    record.writeUInt32BE(60, 6)
    record.writeUInt16BE(data.length, 10)
    return Buffer.concat([record, data])
  })
  return Buffer.concat([head, ...records])
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  return Buffer.concat([...labels, Buffer.from([0])])
}
