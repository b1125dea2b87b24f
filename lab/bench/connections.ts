import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { settings } from '#sensor/settings.ts'

const LIMIT_MB = 400

const Told = z.object({
  open: z.number(),
  rows: z.number(),
  resident_mb: z.number(),
  heap_mb: z.number(),
  before_mb: z.number(),
  seconds: z.number(),
})

/** 100,000 connections at once, each with SYN, ClientHello, a request and its answer, in a process of its own. */
export function benchConnections(): void {
  const program = join(import.meta.dirname, 'connections-program.ts')
  // The kernel's buffer is mapped into the sensor: at worst all of it is resident.
  const ring_mb = settings.ring_bytes.parse(undefined) / (1 << 20)
  for (const scheme of ['https', 'http']) {
    const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', program, scheme], {
      encoding: 'utf8',
    })
    if (stdout === '') throw new Error(`the connections' process said: ${stderr}`)
    const { open, rows, resident_mb, heap_mb, before_mb, seconds } = Told.parse(JSON.parse(stdout))
    const each_kb = ((resident_mb - before_mb) * 1024) / open
    const ratio = LIMIT_MB / (resident_mb + ring_mb)
    console.log(
      `  ${scheme}: ${open} open at once, ${rows} requests told, ${(open / seconds).toFixed(0)} connections/s: ` +
        `${resident_mb.toFixed(0)} MB resident (${heap_mb.toFixed(0)} MB heap, ${each_kb.toFixed(1)} KB each) and at most ${ring_mb} MB of the kernel's buffer; ` +
        `the limit of ${LIMIT_MB} MB is ${ratio.toFixed(2)} times that`,
    )
  }
}
