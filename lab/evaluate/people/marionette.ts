import type { Duplex } from 'node:stream'
import { z } from 'zod'

/** Hello of the server: the protocol that this client speaks. */
const Hello = z.object({ applicationType: z.literal('gecko'), marionetteProtocol: z.literal(3) })
const Refusal = z.object({ error: z.string(), message: z.string() })
const Answer = z.tuple([z.literal(1), z.number(), Refusal.nullable(), z.unknown()])
const Value = z.object({ value: z.unknown() })

/** What Firefox refused; `code` as WebDriver names errors (`no such element`, `timeout`, …). */
export class MarionetteError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

/** Messages of the form `LENGTH:JSON`, the length in bytes; takes what has arrived, leaves the rest. */
export function takeMessages(bytes: Buffer): { messages: unknown[]; rest: Buffer } {
  const messages: unknown[] = []
  let rest = bytes
  for (;;) {
    const colon = rest.indexOf(':')
    if (colon === -1) return { messages, rest }
    const length = Number(rest.subarray(0, colon).toString('latin1'))
    if (!Number.isInteger(length) || length < 0) throw new Error('Marionette sent a message without its length')
    if (rest.length < colon + 1 + length) return { messages, rest }
    messages.push(JSON.parse(rest.subarray(colon + 1, colon + 1 + length).toString('utf8')))
    rest = rest.subarray(colon + 1 + length)
  }
}

/** Firefox's own remote protocol, version 3 (firefox-source-docs, remote/marionette): one command at a time over a stream. */
export class Marionette {
  private bytes: Buffer = Buffer.alloc(0)
  private number = 0
  private readonly waiting: { take: (message: unknown) => void; fail: (error: Error) => void }[] = []
  private readonly arrived: unknown[] = []
  private broken: Error | null = null

  private readonly stream: Duplex

  private constructor(stream: Duplex) {
    this.stream = stream
    stream.on('data', (part: Buffer) => this.receive(part))
    stream.on('error', (error) => this.fail(error))
    stream.on('close', () => this.fail(new Error('Firefox has closed the connection')))
  }

  /** Speaks over a stream that is connected to Marionette's port, once its hello has come. */
  static async over(stream: Duplex): Promise<Marionette> {
    const client = new Marionette(stream)
    Hello.parse(await client.next())
    return client
  }

  /** Answers with what the command answers; throws MarionetteError for a refusal. */
  async send(name: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const number = ++this.number
    const text = Buffer.from(JSON.stringify([0, number, name, parameters]))
    this.stream.write(Buffer.concat([Buffer.from(`${text.length}:`), text]))
    const [, of, refusal, result] = Answer.parse(await this.next())
    if (of !== number) throw new Error(`Marionette answered command ${of}, not ${number}`)
    if (refusal !== null) throw new MarionetteError(refusal.error, refusal.message)
    return result
  }

  /** The `value` of an answer. */
  async ask(name: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return Value.parse(await this.send(name, parameters)).value
  }

  close(): void {
    this.stream.destroy()
  }

  private next(): Promise<unknown> {
    if (this.arrived.length > 0) return Promise.resolve(this.arrived.shift())
    if (this.broken !== null) return Promise.reject(this.broken)
    return new Promise((take, fail) => this.waiting.push({ take, fail }))
  }

  private receive(part: Buffer): void {
    const { messages, rest } = takeMessages(Buffer.concat([this.bytes, part]))
    this.bytes = rest
    for (const message of messages) {
      const waiter = this.waiting.shift()
      if (waiter === undefined) this.arrived.push(message)
      else waiter.take(message)
    }
  }

  private fail(error: Error): void {
    this.broken ??= error
    for (const { fail } of this.waiting.splice(0)) fail(this.broken)
  }
}
