import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const projectRoot = path.resolve(import.meta.dirname, '..')
const SENSOR = `exec "${process.execPath}" --import tsx sensor/main.ts`

/** Runs the sensor where a part of the machine is missing; it must end by itself, in words. */
function runSensor(shell: string, ...args: string[]): { status: number | null; stderr: string; stdout: string } {
  const state = mkdtempSync(path.join(tmpdir(), 'vigie-refusal-'))
  const { status, stderr, stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', `${shell} "$@"`, 'sh', ...args], {
    cwd: projectRoot,
    env: { NODE_ENV: 'production', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', VIGIE_STATE_DIR: state },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, stderr, stdout }
}

const hidden = (place: string) => `mount -t tmpfs none ${place} && ${SENSOR}`
const sentences = (text: string) => text.trim().split('\n')

describe.skipIf(process.getuid?.() !== 0)('a sensor that cannot capture says why in one line and ends for good', () => {
  test('without type information of the kernel', () => {
    const { status, stderr } = runSensor(hidden('/sys/kernel/btf'), '--sources', 'ebpf')
    expect(sentences(stderr)).toEqual([expect.stringContaining('/sys/kernel/btf/vmlinux')])
    expect(status).toBe(78)
  })

  test('without the rights', () => {
    const { status, stderr } = runSensor(
      `exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all sh -c '${SENSOR}'`,
    )
    expect(sentences(stderr)).toEqual([expect.stringContaining('start Vigie as root')])
    expect(status).toBe(78)
  })

  test('without the built kernel programs', () => {
    const { status, stderr } = runSensor(hidden(path.join(projectRoot, 'bpf/build')), '--sources', 'ebpf')
    expect(sentences(stderr)).toEqual([expect.stringContaining('clang')])
    expect(status).toBe(78)
  })

  test('and still reads a capture file without any of it', () => {
    const capture = path.join(projectRoot, 'sensor/testdata')
    const { status, stdout } = runSensor(
      `f=$(ls ${capture}/*.pcap* | head -n 1); mount -t tmpfs none /sys/kernel/btf && ${SENSOR} --pcap "$f" --stdout`,
    )
    expect(status).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toContainEqual(expect.objectContaining({ type: 'request' }))
  })
})
