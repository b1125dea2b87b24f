import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { configuredLists } from './config.ts'
import { PUBLISHED_LISTS } from './published-lists.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigie-refdata-'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true, force: true })
})
beforeEach(() => {
  vi.unstubAllEnvs()
})

function configured(yaml: string) {
  const path = join(directory, 'refdata.yaml')
  writeFileSync(path, yaml)
  vi.stubEnv('VIGIE_REFDATA_CONFIG', path)
  return new Map(configuredLists().map((list) => [list.name, list]))
}

test('a file changes what it names and nothing else', () => {
  const lists = configured('lists:\n  iptoasn: { url: "https://mirror.example/x.tsv.gz" }\n')
  const known = PUBLISHED_LISTS.find(({ name }) => name === 'iptoasn')
  expect(lists.get('iptoasn')).toEqual({ ...known, url: 'https://mirror.example/x.tsv.gz' })
  expect(lists.size).toBe(PUBLISHED_LISTS.length)
})

test('a new list needs a kind and a form, and gets careful limits', () => {
  const lists = configured('lists:\n  ours: { kind: block, format: prefix_lines, path: /etc/vigie/blocked.txt }\n')
  expect(lists.get('ours')).toMatchObject({
    enabled: true,
    reserved: 'refuse',
    broadest_ipv4: 10,
    allow_private: false,
  })
  expect(() => configured('lists:\n  ours: { kind: block }\n')).toThrow(/list ours: .*format/s)
})

test('what is misspelt is named', () => {
  expect(() => configured('lists:\n  iptoasn: { ulr: "https://mirror.example/" }\n')).toThrow(/iptoasn.*ulr/s)
  expect(() => configured('list: {}\n')).toThrow(/refdata.yaml.*list/s)
  expect(() => configured('lists: [')).toThrow(/refdata.yaml/)
  vi.stubEnv('VIGIE_REFDATA_OFF', 'tor_exit')
  expect(() => configured('')).toThrow(/no list is called tor_exit; known are .*tor_exits/)
})

test('lists are switched by name', () => {
  vi.stubEnv('VIGIE_REFDATA_OFF', 'tor_exits, spamhaus_drop')
  vi.stubEnv('VIGIE_REFDATA_ON', 'firehol_level1')
  const lists = configured('')
  expect(['tor_exits', 'spamhaus_drop', 'firehol_level1', 'aws'].map((name) => lists.get(name)?.enabled)).toEqual([
    false,
    false,
    true,
    true,
  ])
})
