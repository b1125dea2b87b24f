import { afterEach, expect, test, vi } from 'vitest'
import { log, setLogFormat } from './service-log.ts'

afterEach(() => {
  vi.restoreAllMocks()
  setLogFormat('text')
})

function written(text: string): string {
  const lines: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  log(text)
  return lines.join('')
}

const HOSTILE = 'a "name"\n\x1b[2J\u202e\u2028b'

test('a stranger’s bytes stay within their line and move no cursor', () => {
  expect(written(HOSTILE)).toBe('sensor: a "name"\\u000a\\u001b[2J\\u202e\\u2028b\n')
})

test('as JSON each line is an object that holds the text unchanged', () => {
  setLogFormat('json')
  const line = written(HOSTILE)
  expect(line.indexOf('\n')).toBe(line.length - 1)
  expect(JSON.parse(line)).toMatchObject({ service: 'sensor', message: HOSTILE })
})
