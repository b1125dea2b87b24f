import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { generateLayout } from './generate-layout.ts'

function hasTools(): boolean {
  try {
    execFileSync('clang', ['--version'], { stdio: 'ignore' })
    execFileSync('bpftool', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(!hasTools())('the wire layout', () => {
  it('is what wire.h says', () => {
    const committed = fileURLToPath(new URL('../sensor/wire/layout.generated.ts', import.meta.url))
    expect(readFileSync(committed, 'utf8')).toBe(generateLayout())
  })
})
