import { expect, test } from 'vitest'
import { featureWords } from '#components/evidence/feature-words.ts'
import { FEATURE_NAMES } from '#ml/features.ts'

test('every feature has words for people, each its own', () => {
  expect(FEATURE_NAMES.filter((name) => featureWords(name) === name)).toEqual([])
  expect(new Set(FEATURE_NAMES.map(featureWords)).size).toBe(FEATURE_NAMES.length)
})
