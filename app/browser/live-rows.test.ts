import { expect, test } from 'vitest'
import type { TriagedSession } from '#db/model/session.ts'
import { liveRows } from './live-rows.ts'

function session(digit: string, change: Partial<TriagedSession> = {}): TriagedSession {
  return {
    session_id: `7a0f1-${digit.repeat(32)}`,
    window_start: '2026-11-21T14:00:00.000Z',
    host: 'shop.example',
    src_ip: '192.0.2.1',
    ja4: '',
    started_at: '2026-11-21T14:00:01.000Z',
    ended_at: `2026-11-21T14:00:0${digit}.000Z`,
    hits: 1,
    connections: 1,
    uniq_paths: 1,
    count_post: 0,
    count_4xx: 0,
    user_agent: '',
    http_version: '1.1',
    anomaly_score: null,
    threat_level: null,
    model_version: null,
    verdict: null,
    ...change,
  }
}

test('while the reader is down the list, no row moves: arrivals wait and known rows change in place', () => {
  const { rows, waiting } = liveRows(
    [session('2'), session('1')],
    [session('3'), session('1', { hits: 9 })],
    '-time',
    false,
  )
  expect(rows.map(({ hits }) => hits)).toEqual([1, 9])
  expect(waiting).toBe(1)
})

test('at the top, arrivals come in by the order of the list', () => {
  const { rows, waiting } = liveRows([session('2'), session('1')], [session('3')], '-time', true)
  expect(rows.map(({ session_id }) => session_id[6])).toEqual(['3', '2', '1'])
  expect(waiting).toBe(0)
})

test('a session that two pages both hold is shown once', () => {
  expect(liveRows([session('2'), session('2')], [], '-time', false).rows).toHaveLength(1)
})
