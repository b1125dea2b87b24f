import { expect, test } from 'vitest'
import type { Candidate } from '../baseline.ts'
import { plantedCandidates } from './candidate.builder.ts'
import { planLesson } from './lesson.ts'

const startsOf = (sessions: readonly Candidate[]) => sessions.map(({ row }) => row.started_at).toSorted()
const idsOf = (sessions: readonly Candidate[]) => sessions.map(({ row }) => row.session_id)

/** In no order of time. */
function shuffled(sessions: readonly Candidate[]): Candidate[] {
  return sessions.map((_, at) => sessions[(at * 7) % sessions.length]).flatMap((each) => each ?? [])
}

test('nothing in the validation is older than anything in the training', () => {
  const { training, validation } = planLesson(shuffled(plantedCandidates({ people: 500 })), [])
  expect(training).toHaveLength(400)
  expect(validation).toHaveLength(100)
  expect((startsOf(training).at(-1) ?? '') <= (startsOf(validation)[0] ?? '')).toBe(true)
  expect(new Set(idsOf([...training, ...validation])).size).toBe(500)
})

test('labels of each kind go by time too, and what was held back for judging is not learnt as ordinary either', () => {
  const labelled = shuffled(plantedCandidates({ people: 300, bots: 200, labelled: true }))
  const people = labelled.filter(({ label }) => label?.label === 'human')
  const { training, labels } = planLesson(people, labelled)
  for (const kind of ['human', 'bot']) {
    const of = (sessions: readonly Candidate[]) => startsOf(sessions.filter(({ label }) => label?.label === kind))
    expect((of(labels.training).at(-1) ?? '') <= (of(labels.tuning)[0] ?? '')).toBe(true)
    expect((of(labels.tuning).at(-1) ?? '') <= (of(labels.held)[0] ?? '')).toBe(true)
  }
  const [learnt, tuned, held] = [labels.training, labels.tuning, labels.held].map(idsOf)
  expect([learnt?.length, tuned?.length, held?.length]).toEqual([350, 75, 75])
  const judged = new Set([...(tuned ?? []), ...(held ?? [])])
  expect([...(learnt ?? []), ...idsOf(training)].filter((session_id) => judged.has(session_id))).toEqual([])
})
