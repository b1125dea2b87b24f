import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Fact } from '../source/fact.ts'
import { readPcap } from '../source/pcap.ts'
import { replayCapture, replayFacts } from './replay.ts'

const folder = import.meta.dirname
const captures = readdirSync(folder).filter((name) => /[.]pcap(?:ng)?$/.test(name))

async function* pieces(bytes: Uint8Array, size = 4096): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

async function factsOf(bytes: Uint8Array): Promise<Fact[]> {
  const facts: Fact[] = []
  await readPcap(pieces(bytes), (fact) => facts.push(owned(fact)))
  return facts
}

function owned(fact: Fact): Fact {
  return fact.kind === 'segment' || fact.kind === 'stream' || fact.kind === 'datagram' ? { ...fact, bytes: fact.bytes.slice() } : fact
}

test.each(captures)('%s tells what its .json says', async (name) => {
  const replay = await replayCapture(pieces(readFileSync(join(folder, name))))
  await expect(`${JSON.stringify(replay, null, 1)}\n`).toMatchFileSnapshot(`${name.replace(/[.]pcap(?:ng)?$/, '')}.json`)
})

test.each(captures)('%s tells no secret', async (name) => {
  expect(JSON.stringify(await replayCapture(join(folder, name)))).not.toContain('canary')
})

test.each(captures)('%s: no prefix and no mutation throws anything but a refusal of the file', async (name) => {
  const bytes = readFileSync(join(folder, name))
  const places = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length), places, async (length, changes) => {
      const changed = Buffer.from(bytes.subarray(0, length))
      for (const [at, value] of changes) if (at < length) changed[at] = value
      try {
        await replayCapture(pieces(changed))
      } catch (error) {
        expect(String(error)).toMatch(/capture file|pcap/)
      }
    }),
    { numRuns: 25 },
  )
})

test.each(captures)('%s: how the stream is cut changes nothing', async (name) => {
  const facts = await factsOf(readFileSync(join(folder, name)))
  const whole = replayFacts(facts.map((fact) => ({ ...fact, time_ms: 0 })))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      const cut = facts.flatMap((fact) => cutStream({ ...fact, time_ms: 0 }, sizes))
      expect(replayFacts(cut)).toEqual(whole)
      return Promise.resolve()
    }),
    { numRuns: 10 },
  )
})

function cutStream(fact: Fact, sizes: readonly number[]): Fact[] {
  if (fact.kind !== 'stream') return [fact]
  const parts: Fact[] = []
  for (let at = 0, turn = 0; at < fact.bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    parts.push({ ...fact, offset: fact.offset + at, bytes: fact.bytes.slice(at, at + size) })
    at += size
  }
  return parts
}

test.each(captures)('%s: bytes missing anywhere throw nothing, and every request is told at most once', async (name) => {
  const facts = await factsOf(readFileSync(join(folder, name)))
  const { requests, counters } = replayFacts(facts)
  // A head that never ended is told when what follows its beginning is missing: as truncated.
  const most = requests.length + (counters['incomplete_http1_heads'] ?? 0)
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), (kept) => {
      const left = replayFacts(facts.filter((_, at) => kept[at % kept.length]))
      expect(left.requests.length).toBeLessThanOrEqual(most)
    }),
    { numRuns: 50 },
  )
})
