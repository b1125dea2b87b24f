import { Session } from 'node:inspector/promises'
import { z } from 'zod'

/** Our parsers; what the fuzzer itself runs does not count. */
const WATCHED = /\/sensor\/(protocol|fingerprint|connection|source)\//
const Range = z.object({ startOffset: z.number(), endOffset: z.number(), count: z.number() })
const Taken = z.object({
  result: z.array(z.object({ url: z.string(), functions: z.array(z.object({ ranges: z.array(Range) })) })),
})

/** Which code of the parsers has run, as V8 counts it: only in modules that are loaded after the start. */
export class Coverage {
  readonly #session: Session
  /** By function: 1 for each character of its source that has run. */
  readonly #reached = new Map<string, Uint8Array>()

  private constructor(session: Session) {
    this.#session = session
  }

  static async start(): Promise<Coverage> {
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
    return new Coverage(session)
  }

  forget(): void {
    this.#reached.clear()
  }

  /** How many characters of source have run since the last call that never ran before. */
  async countNew(): Promise<number> {
    const { result } = Taken.parse(await this.#session.post('Profiler.takePreciseCoverage'))
    let found = 0
    for (const { url, functions } of result) {
      if (!WATCHED.test(url)) continue
      for (const { ranges } of functions) found += this.#note(url, ranges)
    }
    return found
  }

  async stop(): Promise<void> {
    await this.#session.post('Profiler.stopPreciseCoverage')
    this.#session.disconnect()
  }

  /** The first range is the whole function; those inside it, outer ones first, say where the count differs. */
  #note(url: string, ranges: readonly z.infer<typeof Range>[]): number {
    const [whole] = ranges
    if (whole === undefined || whole.count === 0) return 0
    const key = `${url}:${whole.startOffset}`
    const length = whole.endOffset - whole.startOffset
    const known = this.#reached.get(key) ?? new Uint8Array(length)
    this.#reached.set(key, known)
    const now = new Uint8Array(length)
    for (const { startOffset, endOffset, count } of ranges) {
      now.fill(count > 0 ? 1 : 0, startOffset - whole.startOffset, endOffset - whole.startOffset)
    }
    let found = 0
    for (let at = 0; at < length; at += 1) {
      if (now[at] === 1 && known[at] === 0) {
        known[at] = 1
        found += 1
      }
    }
    return found
  }
}
