import type { Random } from './random.ts'

const MAX_LENGTH = 4096
/** Where lengths, counts and signs turn over. */
const BYTES = [0, 1, 9, 10, 13, 32, 58, 127, 128, 255]
const WORDS = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x3fff, 0x4000, 0x7fff, 0x8000, 0xffff]
const LONGS = [0, 1, 0xffff, 0x10000, 0xffffff, 0x7fffffff, 0x80000000, 0xffffffff]
const NONE = Buffer.alloc(0)

type Mutation = (bytes: Buffer, random: Random, corpus: readonly Buffer[], words: readonly Buffer[]) => Buffer

function splice(bytes: Buffer, from: number, to: number, between: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)])
}

function place(bytes: Buffer, random: Random, length = 1): number {
  return random.below(Math.max(1, bytes.length - length + 1))
}

function overwrite(bytes: Buffer, random: Random, value: Buffer): Buffer {
  const at = place(bytes, random, value.length)
  return splice(bytes, at, at + value.length, value)
}

function numberOf(length: 2 | 4, value: number): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntBE(value, 0, length)
  return bytes
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => overwrite(bytes, random, Buffer.from([random.below(256)])),
  (bytes, random) =>
    overwrite(bytes, random, Buffer.from([(bytes[place(bytes, random)] ?? 0) ^ (1 << random.below(8))])),
  (bytes, random) => overwrite(bytes, random, Buffer.from([random.pick(BYTES, 0)])),
  (bytes, random) => overwrite(bytes, random, numberOf(2, random.pick(WORDS, 0))),
  (bytes, random) => overwrite(bytes, random, numberOf(4, random.pick(LONGS, 0))),
  (bytes, random, _corpus, words) => overwrite(bytes, random, random.pick(words, NONE)),
  (bytes, random, _corpus, words) => {
    const at = place(bytes, random)
    return splice(bytes, at, at, random.pick(words, NONE))
  },
  (bytes, random) => {
    const at = place(bytes, random)
    return splice(bytes, at, at + 1 + random.below(16), NONE)
  },
  (bytes, random) => {
    const at = place(bytes, random)
    const end = at + 1 + random.below(64)
    return splice(bytes, end, end, bytes.subarray(at, end))
  },
  (bytes, random, corpus) => {
    const other = random.pick(corpus, NONE)
    return Buffer.concat([bytes.subarray(0, place(bytes, random)), other.subarray(place(other, random))])
  },
]

/** A few changes of one input; the corpus lends parts, the words are what the protocol spells out. */
export function mutate(bytes: Buffer, random: Random, corpus: readonly Buffer[], words: readonly Buffer[]): Buffer {
  let changed = bytes
  for (let turn = 1 + random.below(4); turn > 0; turn -= 1) {
    const mutation = MUTATIONS[random.below(MUTATIONS.length)]
    if (mutation !== undefined) changed = mutation(changed, random, corpus, words)
  }
  return changed.subarray(0, MAX_LENGTH)
}
