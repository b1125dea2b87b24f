import { describe, expect, test } from 'vitest'
import { ListDefinition } from '#db/refdata/list-definition.ts'
import type { KnownList } from '#db/refdata/versions.ts'
import { isReferenceWell, listOf } from './reference-of.ts'

const NOW = new Date('2026-11-21T12:00:00.000Z')
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString()
const definition = ListDefinition.parse({
  name: 'tor_exits',
  title: 'Tor exits',
  kind: 'block',
  format: 'prefix_lines',
  licence: 'published',
  enabled: true,
})
const known = (more: Partial<KnownList> = {}): KnownList => ({
  list: 'tor_exits',
  rows: 1200,
  version: 1,
  origin: 'downloaded',
  source: 'https://check.example/list',
  licence: 'published',
  sha256: '',
  etag: '',
  last_modified: '',
  detail: '',
  counts: true,
  loaded_at: ago(20),
  last_success_at: ago(1),
  last_failure_at: null,
  last_failure: '',
  ...more,
})

describe('the state of a list', () => {
  test.each([
    ['current', known()],
    ['stale', known({ last_success_at: ago(9) })],
    ['bundled', known({ origin: 'bundled', last_success_at: ago(400) })],
    ['superseded', known({ counts: false })],
    ['empty', known({ rows: 0, version: 0, counts: false })],
    ['empty', undefined],
  ])('is %s', (state, told) => {
    expect(listOf(definition, told, NOW).state).toBe(state)
  })
  test('is off when it was switched off, whatever is still there', () => {
    expect(listOf({ ...definition, enabled: false }, known(), NOW).state).toBe('off')
  })
})

test('a failure is told until a later attempt goes well', () => {
  const failure = { last_failure_at: ago(2), last_failure: 'the server answered 503' }
  expect(listOf(definition, known({ ...failure, last_success_at: ago(3) }), NOW).failure).toBe(
    'the server answered 503',
  )
  expect(listOf(definition, known({ ...failure, last_success_at: ago(1) }), NOW).failure).toBe('')
})

test('all is well only with something loaded, nothing stale and no failed update', () => {
  const lists = (...told: (KnownList | undefined)[]) => told.map((list) => listOf(definition, list, NOW))
  expect(isReferenceWell({ lists: lists(known(), undefined), detail: '' })).toBe(true)
  expect(isReferenceWell({ lists: lists(known({ origin: 'bundled' })), detail: '' })).toBe(true)
  expect(isReferenceWell({ lists: lists(undefined), detail: '' })).toBe(false)
  expect(isReferenceWell({ lists: lists(known({ last_success_at: ago(9) })), detail: '' })).toBe(false)
  expect(isReferenceWell({ lists: lists(known({ last_failure_at: ago(0), last_failure: 'no' })), detail: '' })).toBe(
    false,
  )
  expect(isReferenceWell({ lists: lists(known()), detail: 'no such list' })).toBe(false)
})
