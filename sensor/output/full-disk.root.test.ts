import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aRequest } from '#db/model/request.builder.ts'
import { openClickhouseOutput } from './clickhouse.ts'
import { wholeFramesOf } from './segment-frames.ts'

const isRoot = process.getuid?.() === 0

test.skipIf(!isRoot)('rows wait for a full disk in memory, and beyond that are counted', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'vigie-spool-'))
  const segments = () => readdirSync(join(directory, '1')).filter((name) => name !== 'lock')
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory])
  try {
    const output = openClickhouseOutput({ directory, send: () => Promise.resolve('away' as const) })
    const ballast = join(directory, 'ballast')
    writeFileSync(ballast, Buffer.alloc(900_000))
    let written = 0
    const writeSome = (count: number) => {
      output.write(Array.from({ length: count }, () => aRequest()))
      written += count
      return output.counters()
    }
    await expect.poll(() => writeSome(20)['waiting_for_disk_rows'], { interval: 5 }).toBeGreaterThan(20)
    rmSync(ballast)
    await expect.poll(() => output.counters()['waiting_for_disk_rows'], { timeout: 5000 }).toBe(0)
    expect(output.counters()).toMatchObject({ spool_appended_rows: written, dropped_disk_rows: 0 })
    while (writeSome(1000)['dropped_disk_rows'] === 0 && written < 1_000_000);
    await output.close()
    const { spool_appended_rows = 0, dropped_disk_rows = 0, spooled_rows } = output.counters()
    expect(dropped_disk_rows).toBeGreaterThan(0)
    expect(spool_appended_rows + dropped_disk_rows).toBe(written)
    const rows = segments().map((name) => wholeFramesOf(readFileSync(join(directory, '1', name))).rows)
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(spooled_rows)
  } finally {
    execFileSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true })
  }
})
