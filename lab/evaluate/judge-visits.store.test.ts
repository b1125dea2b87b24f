import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Request } from '#db/model/request.ts'
import { randomOf } from '#lab/random.ts'
import { judgeVisits } from './judge-visits.ts'
import { pageOf } from './report/page.ts'
import { aVisit } from './visit.builder.ts'

const CURL: Partial<Request> = { headers: [['user-agent', 'fetcher/1.0']], h2_fingerprint: '', http_version: '1.1' }

/** People who read for a while, and programs that do not. */
function visits() {
  const random = randomOf(4)
  const pauses = (): number[] => {
    const times = [0]
    for (let at = 0; at < 6; at++) times.push((times.at(-1) ?? 0) + 60 + Math.round(400 * random.next()))
    return times
  }
  return (['train', 'test'] as const).flatMap((split, half) => [
    ...Array.from({ length: 90 }, (_, at) =>
      aVisit({ kind: 'chromium', split, number: half * 500 + at, times_ms: pauses() }),
    ),
    ...Array.from({ length: 12 }, (_, at) =>
      aVisit({ kind: 'curl', split, number: half * 500 + 200 + at, times_ms: [0, 2, 4, 6, 8], facts: CURL }),
    ),
  ])
}

test('captured visits become a report: trained on one half, judged on the other', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-judge-'))
  const plan = { hours: 1, bot_share: 0.5, seed: 1, min_rows: 20, folder }
  try {
    const report = await judgeVisits(visits(), plan, { looks: [], controls: false }, () => undefined)
    expect(report.sessions['person']?.captured).toBeGreaterThanOrEqual(85)
    expect(report.sessions['naive_seen']).toEqual({ captured: 12, background: 0 })
    expect(report.figures.roc_auc).toBeGreaterThan(0.9)
    expect(report.targets.find((target) => target.class === 'impersonator')?.state).toBe('not measured')
    expect(report.ablation.map(({ how }) => how)).toContain('family unknown')
    const page = pageOf(report)
    expect(page).toContain('naive tools seen in training')
    expect(page).not.toContain('NaN')
    expect(page).not.toMatch(/(src|href)="http/)
    const sessions = readFileSync(join(folder, 'sessions.ndjson'), 'utf8').trim().split('\n')
    expect(sessions.length).toBeGreaterThanOrEqual(97)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
