import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { randomOf } from '#lab/random.ts'
import { planShifts } from '../capture/shifts.ts'
import { hostsOf, sitesOf } from '../hosts.ts'
import { ALL_KINDS, classOf, SPLITS } from '../kinds.ts'
import { writeLabels } from '../score/label-file.ts'
import { wordsOf } from '../tools/word-list.ts'
import { aVisit } from '../visit.builder.ts'
import { compose, type Half } from './compose.ts'
import { fleetTimes, ownTimes } from './own-times.ts'

const Line = z.object({ src_ip: z.string(), label: z.string() })
const HOUR_MS = 3_600_000
const NOON = Date.parse('2026-11-21T12:00:00.000Z')
const HALVES: readonly Half[] = [
  { split: 'train', starts_ms: NOON, hours: 2 },
  { split: 'test', starts_ms: NOON + 3 * HOUR_MS, hours: 2 },
]
const plan = (bot_share: number) => ({ halves: HALVES, bot_share: { train: 1, test: bot_share }, random: randomOf(3) })

const VISITS = SPLITS.flatMap((split, half) => [
  ...Array.from({ length: 40 }, (_, at) => aVisit({ kind: 'chromium', split, number: half * 100 + at })),
  ...Array.from({ length: 10 }, (_, at) => aVisit({ kind: 'curl', split, number: half * 100 + 50 + at })),
  aVisit({ kind: 'siege', split, number: half * 100 + 70 }),
])

test('training and test share no address, host, hour, word or program that counts as unseen', () => {
  const population = [...compose(VISITS, plan(1))]
  const of = (split: string) => population.filter(({ guest }) => guest.split === split)
  const values = (split: string, read: (row: (typeof population)[number]['rows'][number]) => string) =>
    new Set(of(split).flatMap(({ rows }) => rows.map(read)))
  for (const read of [({ src_ip }: { src_ip: string }) => src_ip, ({ host }: { host: string }) => host])
    expect([...values('train', read)].filter((value) => values('test', read).has(value))).toEqual([])
  const newest = Math.max(...of('train').flatMap(({ rows }) => rows.map(({ time }) => Date.parse(time))))
  const oldest = Math.min(...of('test').flatMap(({ rows }) => rows.map(({ time }) => Date.parse(time))))
  expect(newest).toBeLessThan(oldest)
  expect(of('train').map(({ guest }) => guest.kind)).not.toContain('siege')
  expect(of('test').map(({ guest }) => guest.kind)).toContain('siege')
  const words = new Set(wordsOf('train'))
  expect(wordsOf('test').filter((word) => words.has(word))).toEqual([])
  expect(sitesOf('train').filter(({ host }) => hostsOf('test').nginx.includes(host))).toEqual([])
})

test('a training half lets in people and the programs that it may know, whatever was asked for', () => {
  const shifts = planShifts({
    ...{ split: 'train', sites: sitesOf('train'), kinds: ALL_KINDS, people: 60, visits: 2, fleet: 50 },
    random: randomOf(1),
  })
  expect([...new Set(shifts.map(({ kind }) => classOf(kind)))].sort()).toEqual(['naive_seen', 'person'])
})

test('programs are as rare in the test as asked for, by people who come again and count as background', () => {
  const population = [...compose(VISITS, plan(0.03))].filter(({ guest }) => guest.split === 'test')
  const programs = population.filter(({ guest }) => guest.label === 'bot')
  expect(programs).toHaveLength(11)
  expect(programs.length / population.length).toBeLessThanOrEqual(0.03)
  expect(population.filter(({ guest }) => !guest.is_background)).toHaveLength(51)
  expect(new Set(population.map(({ guest }) => guest.src_ip)).size).toBe(population.length)
  expect(population.filter(({ guest }) => guest.is_background && guest.label === 'bot')).toEqual([])
})

test('only pauses are stretched, only those that we made, and only for what comes after them', () => {
  const { visited } = aVisit({ kind: 'chromium', split: 'test', number: 1, times_ms: [0, 100] })
  const at = (time_ms: number): number => visited.began_ms + time_ms
  expect(ownTimes(visited, [at(0), at(20), at(31), at(100)])).toEqual([0, 20, 31 + 19 * 30, 100 + 19 * 30])
  expect(ownTimes({ ...visited, haste: 1 }, [at(0), at(100)])).toEqual([0, 100])
})

test("a slow fleet's requests lie five minutes apart, a tenth more or less", () => {
  const random = randomOf(9)
  const times = fleetTimes([30, 10, 20], random.next)
  const [first = 0, second = 0, third = 0] = [...times].sort((one, other) => one - other)
  expect(times.indexOf(first)).toBe(1)
  for (const gap of [second - first, third - second]) expect(Math.abs(gap - 300_000)).toBeLessThanOrEqual(60_000)
})

test('labels name addresses of the training alone, and permuted ones are as many of each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-labels-'))
  const guests = [...compose(VISITS, plan(1))].map(({ guest }) => guest)
  const read = (permuted: boolean): { src_ip: string; label: string }[] => {
    const file = join(folder, 'labels.ndjson')
    writeLabels(file, guests, { bots: 1, people: 0.5, permuted }, randomOf(5))
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    return lines.map((line) => Line.parse(JSON.parse(line)))
  }
  const [plain, permuted] = [read(false), read(true)]
  rmSync(folder, { recursive: true, force: true })
  const training = new Set(guests.filter(({ split }) => split === 'train').map(({ src_ip }) => src_ip))
  expect(plain.filter(({ src_ip }) => !training.has(src_ip))).toEqual([])
  const labels = (some: typeof plain) => some.map(({ label }) => label)
  expect([...labels(permuted)].sort()).toEqual([...labels(plain)].sort())
  expect(labels(permuted)).not.toEqual(labels(plain))
})
