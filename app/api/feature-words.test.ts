import { expect, test } from 'vitest'
import { readingWords, scaleOf } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'
import { FEATURES, FEATURE_NAMES } from '#ml/features.ts'

test('every feature has words for people, each its own', () => {
  expect(FEATURE_NAMES.filter((name) => featureWords(name) === name)).toEqual([])
  expect(new Set(FEATURE_NAMES.map(featureWords)).size).toBe(FEATURE_NAMES.length)
})

test('exactly the features that are logarithms are shown without them', () => {
  const toldAs = (meaning: string) =>
    /^(log1p|log2\(1 \+|log2|-log2|log) ?/.exec(meaning)?.[1]?.replace('(1 +', '(1 + x)')
  expect(FEATURES.map(({ name }) => [name, scaleOf(name)])).toEqual(
    FEATURES.map(({ name, meaning }) => [name, toldAs(meaning)]),
  )
  expect(readingWords('req_hits', Math.fround(Math.log1p(2245)))).toBe('2,245')
  expect(readingWords('tim_iat_p50', Math.log1p(12.5))).toBe('12.50 ms')
  expect(readingWords('tls_ja4_rarity', -0)).toBe('1 in 1')
  expect(readingWords('hdr_ua_distinct', Math.log(2))).toBe('2')
  expect(readingWords('req_4xx', 0.25)).toBe('25 %')
  expect(readingWords('req_4xx', 0.0004)).toBe('0.04 %')
  expect(readingWords('tls_ja4_ua_mismatch', 1)).toBe('yes')
  expect(readingWords('hdr_count', 3.5)).toBe('3.50')
})

test('exactly the shares are told in per cent and exactly the flags as yes or no', () => {
  const kindOf = (meaning: string) =>
    meaning.startsWith('1: ') ? 'yes' : /(^|, the )share /.test(meaning) ? '100 %' : undefined
  const told = (name: string) => [readingWords(name, 1)].find((words) => words === 'yes' || words === '100 %')
  expect(FEATURES.map(({ name }) => [name, told(name)])).toEqual(
    FEATURES.map(({ name, meaning }) => [name, kindOf(meaning)]),
  )
})
