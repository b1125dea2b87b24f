import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forgetLostTokens } from './forget-lost-tokens.ts'

let directory: string
let table: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigie-tokens-'))
  table = join(directory, 'store', 'abc', 'abcdef')
  mkdirSync(join(table, 'deduplication_logs'), { recursive: true })
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const log = () => join(table, 'deduplication_logs', 'deduplication_log_1.txt')

test('only tokens whose part is not there are forgotten: neither merged nor mutated nor under its own name', () => {
  for (const part of ['20261121_1_4_2', '20261121_6_6_0_9', 'all_1_1_0', 'tmp_insert_20261121_7_7_0', 'detached']) {
    mkdirSync(join(table, part))
  }
  const kept = ['1\t20261121_2_2_0\ta_1', '1\t20261121_6_6_0\ta_2', '1\tall_1_1_0\tall_3', '2\t20261121_5_5_0\ta_4']
  writeFileSync(log(), [...kept, '1\t20261121_7_7_0\ta_5', '1\tall_2_2_0\tall_6', ''].join('\n'))
  expect(forgetLostTokens(directory)).toBe(2)
  expect(readFileSync(log(), 'utf8')).toBe([...kept, ''].join('\n'))
  expect(forgetLostTokens(directory)).toBe(0)
})

test('a record that was cut short is removed, so that those written after it are read', () => {
  mkdirSync(join(table, '20261121_1_1_0'))
  writeFileSync(log(), '1\t20261121_1_1_0\ta_1\n1\t20261')
  expect(forgetLostTokens(directory)).toBe(1)
  expect(readFileSync(log(), 'utf8')).toBe('1\t20261121_1_1_0\ta_1\n')
})

test('a directory without tables needs nothing', () => {
  expect(forgetLostTokens(join(directory, 'nowhere'))).toBe(0)
})
