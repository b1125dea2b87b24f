import { existsSync } from 'node:fs'
import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { executableOf } from './tls-files.ts'
import { tlsStackOf } from './tls-stack.ts'

const PROGRAMS_MAX = 64

interface Program {
  name: string
  detail: string
  pids: Set<number>
}

/** Programs that serve TLS which is seen, but not decrypted, for as long as one of them runs. */
export class UndecryptedPrograms {
  readonly #programs = new Map<string, Program>()

  has(pid: number): boolean {
    return [...this.#programs.values()].some(({ pids }) => pids.has(pid))
  }

  add(pid: number): void {
    const executable = executableOf(pid)
    if (executable === null) return
    const known = this.#programs.get(executable.identity)
    if (known !== undefined) known.pids.add(pid)
    else if (this.#programs.size < PROGRAMS_MAX)
      this.#programs.set(executable.identity, { name: executable.name, detail: tlsStackOf(pid), pids: new Set([pid]) })
  }

  /** Lets go of programs of which no process runs any more. */
  refresh(): void {
    for (const [identity, { pids }] of this.#programs) {
      for (const pid of pids) if (!existsSync(`/proc/${pid}`)) pids.delete(pid)
      if (pids.size === 0) this.#programs.delete(identity)
    }
  }

  hooks(): Hook[] {
    return [...this.#programs.values()].map(({ name, detail }) => ({
      hook: 'tls',
      target: name,
      state: 'not_decrypted',
      detail,
    }))
  }
}
