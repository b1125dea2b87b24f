import { expect, test } from 'vitest'
import { h2Parts } from './h2-parts.ts'

test('a fingerprint is taken apart into names that the RFC gives', () => {
  expect(h2Parts('1:65536;2:0;4:6291456;6:262144|15663105|0|m,a,s,p')).toEqual({
    settings: [
      { name: 'HEADER_TABLE_SIZE', value: '65536' },
      { name: 'ENABLE_PUSH', value: '0' },
      { name: 'INITIAL_WINDOW_SIZE', value: '6291456' },
      { name: 'MAX_HEADER_LIST_SIZE', value: '262144' },
    ],
    window_update: '+15663105',
    priority: 'none',
    pseudo_headers: [':method', ':authority', ':scheme', ':path'],
  })
})

test('a text that is no fingerprint is shown as it is, not half explained', () => {
  expect(h2Parts('')).toBeNull()
  expect(h2Parts('1:65536|0')).toBeNull()
})
