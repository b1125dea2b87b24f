import type { Coverage } from './coverage.ts'
import { mutate } from './mutate.ts'
import { Random } from './random.ts'

export interface FuzzTarget {
  name: string
  /** Inputs to begin with. */
  corpus: () => Buffer[] | Promise<Buffer[]>
  /** What the protocol spells out, to be put in anywhere. */
  words: readonly string[]
  /** Throws when a promise is broken; `random` decides how the bytes are cut. */
  check: (bytes: Buffer, random: Random) => void | Promise<void>
}

export interface FuzzResult {
  inputs: number
  /** Inputs that reached code which none before them reached. */
  kept: number
  /** Characters of the parsers' source that ran. */
  reached: number
}

/** Inputs that share one look at the coverage; when it grew, all of them are kept. */
const BATCH = 16
const MAX_CORPUS = 512

/** Changes inputs, keeps those that reach new code, and changes them further, until either limit is met. */
export async function fuzz(
  target: FuzzTarget,
  coverage: Coverage,
  seed: number,
  limits: { milliseconds: number; inputs: number },
): Promise<FuzzResult> {
  const random = new Random(seed)
  const corpus = await target.corpus()
  const words = target.words.map((word) => Buffer.from(word, 'latin1'))
  const first = corpus.length
  coverage.forget()
  for (const bytes of corpus) await check(target, bytes, seed)
  let reached = await coverage.countNew()
  const ends = performance.now() + limits.milliseconds
  let inputs = 0
  while (performance.now() < ends && inputs < limits.inputs) {
    const batch = Array.from({ length: BATCH }, () =>
      mutate(random.pick(corpus, Buffer.alloc(0)), random, corpus, words),
    )
    for (const bytes of batch) await check(target, bytes, seed + (inputs += 1))
    const found = await coverage.countNew()
    if (found === 0) continue
    reached += found
    if (corpus.length + BATCH > MAX_CORPUS) corpus.splice(first, BATCH)
    corpus.push(...batch)
  }
  return { inputs, kept: corpus.length - first, reached }
}

async function check(target: FuzzTarget, bytes: Buffer, seed: number): Promise<void> {
  try {
    await target.check(bytes, new Random(seed))
  } catch (error) {
    throw new Error(`${target.name}: ${bytes.toString('hex')} (cut by seed ${seed})`, { cause: error })
  }
}
