import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { lockFile } from '../libc/file-lock.ts'
import { isSegmentName } from './spool-segment.ts'

const PLACE = /^[0-9]+$/
const MAX_PLACES = 64

/**
 * Processes that share a spool each have a numbered place of their own in it. The kernel holds the lock of a
 * place for as long as its process lives, so a place without one was left behind.
 */
export class SpoolDirectory {
  readonly #root: string
  readonly #release: () => void
  /** Where this process keeps its segments. */
  readonly own: string

  constructor(root: string) {
    this.#root = root
    mkdirSync(root, { recursive: true, mode: 0o700 })
    for (let place = 1; place <= MAX_PLACES; place++) {
      const path = join(root, String(place))
      const lock = lockPlace(path)
      if (!lock) continue
      this.own = path
      this.#release = lock.release
      return
    }
    throw new Error(`${root}: ${MAX_PLACES} processes use this spool already`)
  }

  /** Moves what ended processes left behind to our own place, and tells it by process, oldest first. The names stay, and so the tokens. */
  adopt(): string[][] {
    const adopted: string[][] = []
    for (const place of readdirSync(this.#root).filter((name) => PLACE.test(name))) {
      const path = join(this.#root, place)
      if (path === this.own || segmentsIn(path).length === 0) continue
      const lock = lockPlace(path)
      if (!lock) continue
      try {
        const names = segmentsIn(path)
        for (const name of names) renameSync(join(path, name), join(this.own, name))
        adopted.push(names)
      } finally {
        lock.release()
      }
    }
    return adopted
  }

  /** What an earlier process in our own place left, oldest first. */
  list(): string[] {
    return segmentsIn(this.own)
  }

  release(): void {
    this.#release()
  }
}

function lockPlace(path: string): { release: () => void } | undefined {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return lockFile(join(path, 'lock'))
}

function segmentsIn(path: string): string[] {
  return readdirSync(path).filter(isSegmentName).sort()
}
