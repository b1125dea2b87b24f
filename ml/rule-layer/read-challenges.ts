import { open } from 'node:fs/promises'
import { insertChallengeResults } from '#db/clickhouse/scores/insert-challenge-results.ts'
import { CHALLENGES_MAX, type ChallengeOutcome, type ChallengeResult } from '#db/model/challenge.ts'
import { fileFailure } from '../file-failure.ts'
import { challengeOfLine } from './challenge-of-line.ts'

export interface ReadChallenges {
  lines: number
  taken: number
  by_outcome: Partial<Record<ChallengeOutcome, number>>
  /** Lines that tell of something else. */
  skipped: number
  /** Of the minute under way: they count when the file is read again. */
  left_for_later: number
}

const MINUTE_MS = 60_000

/**
 * Takes Anubis' log. What it says of one minute is told together and counts once, however often the file is read, also
 * when it has grown since.
 */
export async function readChallenges(path: string, now = new Date()): Promise<ReadChallenges> {
  const read: ReadChallenges = { lines: 0, taken: 0, by_outcome: {}, skipped: 0, left_for_later: 0 }
  const minuteOf = ({ time }: ChallengeResult) => Math.floor(Date.parse(time) / MINUTE_MS)
  const this_minute = Math.floor(now.getTime() / MINUTE_MS)
  let waiting: ChallengeResult[] = []
  const tell = async () => {
    if (waiting.length > 0) await insertChallengeResults(waiting)
    read.taken += waiting.length
    for (const { outcome } of waiting) read.by_outcome[outcome] = (read.by_outcome[outcome] ?? 0) + 1
    waiting = []
  }
  const file = await open(path).catch((error: unknown) => {
    throw fileFailure(path, error)
  })
  for await (const line of file.readLines()) {
    read.lines += 1
    const result = challengeOfLine(line)
    if (result === undefined) read.skipped += 1
    else if (minuteOf(result) >= this_minute) read.left_for_later += 1
    else {
      const [first] = waiting
      if (first !== undefined && (minuteOf(first) !== minuteOf(result) || waiting.length === CHALLENGES_MAX))
        await tell()
      waiting.push(result)
    }
  }
  await tell()
  return read
}
