import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Request } from '#db/model/request.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { FileOutput } from './file.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-file-'))
  file = join(folder, 'rows.ndjson')
})
afterEach(() => rmSync(folder, { recursive: true }))

const rowsOf = (from: number, count: number): Request[] =>
  Array.from({ length: count }, (_, at) => aRequest({ path: `/${from + at}` }))
const pathsIn = (...files: string[]): string[] =>
  files.flatMap((each) =>
    [...readFileSync(each, 'utf8').matchAll(/^\{.*?"path":"\/(\d+)".*\}$/gm)].map(([, n = '']) => n),
  )
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => String(from + at))

test('rows are lines; a file that is there is continued, and a line that a kill cut off is ended first', async () => {
  writeFileSync(file, '{"torn":')
  for (const from of [0, 2]) {
    const output = new FileOutput(file, { max_bytes: 0, keep: 0 })
    output.write(rowsOf(from, 2))
    await output.close()
  }
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(6)
  expect(pathsIn(file)).toEqual(numbers(0, 4))
})

test('a large file is put aside at the end of a line; only so many are kept, and nothing is lost', async () => {
  const length = JSON.stringify(aRequest({ path: '/00' })).length + 1
  const output = new FileOutput(file, { max_bytes: 10 * length, keep: 3 })
  output.write(rowsOf(0, 35))
  await output.close()
  const files = [`${file}.3`, `${file}.2`, `${file}.1`, file]
  expect(pathsIn(...files)).toEqual(numbers(0, 35))
  for (const each of files) expect(readFileSync(each).length).toBeLessThanOrEqual(10 * length)
  const further = new FileOutput(file, { max_bytes: 10 * length, keep: 3 })
  further.write(rowsOf(35, 10))
  await further.close()
  expect(existsSync(`${file}.4`)).toBe(false)
  expect(pathsIn(...files).at(-1)).toBe('44')
})

test('after logrotate has moved the file, the next rows go to a new one', async () => {
  const output = new FileOutput(file, { max_bytes: 0, keep: 0 })
  output.write(rowsOf(0, 3))
  await new Promise((resolve) => setImmediate(resolve))
  renameSync(file, `${file}-old`)
  output.write(rowsOf(3, 3))
  output.reopen()
  await output.close()
  expect(pathsIn(`${file}-old`, file)).toEqual(numbers(0, 6))
  expect(pathsIn(file).length).toBeGreaterThan(0)
})

test('a place that cannot be written costs rows only when memory is full, and throws nothing', async () => {
  const output = new FileOutput(join(folder, 'absent', 'rows.ndjson'), { max_bytes: 0, keep: 0 })
  output.write(rowsOf(0, 3))
  await output.close()
  expect(output.counters()).toMatchObject({ file_rows: 0, dropped_file_rows: 3 })
})

test('a pipe that nobody reads never makes the sensor wait', async () => {
  execFileSync('mkfifo', [file])
  const output = new FileOutput(file, { max_bytes: 1000, keep: 3 })
  output.write(rowsOf(0, 3))
  await output.close()
  expect(output.counters()).toMatchObject({ dropped_file_rows: 3, file_rotations: 0 })
})

test('a full disk keeps rows waiting', async () => {
  const output = new FileOutput('/dev/full', { max_bytes: 0, keep: 0 })
  output.write(rowsOf(0, 3))
  await new Promise((resolve) => setImmediate(resolve))
  expect(output.counters()).toMatchObject({ waiting_file_rows: 3, dropped_file_rows: 0 })
  await output.close()
  expect(output.counters()).toMatchObject({ dropped_file_rows: 3 })
})
