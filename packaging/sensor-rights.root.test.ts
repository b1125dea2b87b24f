import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { withCaptureRights } from './sensor-rights.ts'

const isRoot = process.getuid?.() === 0

test.skipIf(!isRoot)('the sensor that a root supervisor starts has the rights of capture and can get no others', () => {
  const { command, args } = withCaptureRights({ command: 'cat', args: ['/proc/self/status'] })
  const status = execFileSync(command, [...args], { encoding: 'utf8' })
  const bits = ['CapPrm', 'CapEff', 'CapBnd'].map(
    (set) => new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1],
  )
  const [permitted] = bits
  expect(new Set(bits).size).toBe(1)
  // DAC_READ_SEARCH, NET_ADMIN, NET_RAW, SYS_PTRACE; PERFMON, BPF, CHECKPOINT_RESTORE. Before 6.6 SYS_ADMIN.
  expect(['000001c000083004', '000001c000283004']).toContain(permitted)
  expect(status).toContain('NoNewPrivs:\t1\n')
})
