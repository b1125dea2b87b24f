import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Request } from '#db/model/request.ts'
import { replayCapture } from '../testdata/replay.ts'
import { NdjsonOutput } from './ndjson.ts'

const rows: Request[] = []
await replayCapture(join(import.meta.dirname, '../testdata/http1-websocket.pcap'), (row) => rows.push(row))

test('every row is a line of its own, and closing waits for the file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-ndjson-'))
  try {
    const file = join(folder, 'rows.ndjson')
    for (let turn = 0; turn < 2; turn += 1) {
      const output = new NdjsonOutput(file)
      output.write(rows)
      output.write(rows)
      await output.close()
      expect(output.counters()).toEqual({ ndjson_rows: 2, dropped_ndjson_rows: 0 })
    }
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([...rows, ...rows, ...rows, ...rows])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a reader that went away costs rows, which are counted, and throws nothing', async () => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) })
  const output = new NdjsonOutput(broken)
  output.write(rows)
  await output.close()
  output.write(rows)
  expect(output.failure).toBe('EPIPE')
  expect(output.counters()).toMatchObject({ dropped_ndjson_rows: 1 })
})
