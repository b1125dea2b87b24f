import { execFileSync } from 'node:child_process'

/** Builds the kernel programs where a source is newer, and answers their path: by the build's own program, for the sensor imports nothing of `bpf`. */
export function buildPrograms(): string {
  return execFileSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'bpf/build.ts'], { encoding: 'utf8' }).trim()
}
