import { renameSync, rmSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { batchOf, type Batch } from './batch.ts'
import { recoverSegment } from './recover-segment.ts'
import { SpoolDirectory } from './spool-directory.ts'
import { beginningOf, OpenSegment, openName, refusedName, sealedName, type Segment } from './spool-segment.ts'

/** Large enough that the store takes it at its full rate, small enough to be held in memory while it is sent. */
const SEGMENT_BYTES = 4 * 1_048_576
/** What has waited this long is forced to disk; younger rows survive a kill of the process, but not a power cut. */
const SYNC_MS = 1000

interface Options {
  directory: string
  max_bytes: number
  /** What names the columns of the rows that are appended. */
  header: Buffer
}

/** Rows on disk, oldest first, within a bound of bytes: what is appended stays until removed or pushed out. */
export class Spool {
  readonly #directory: SpoolDirectory
  readonly #max_bytes: number
  readonly #segment_bytes: number
  readonly #beginning: Buffer
  #open: OpenSegment | undefined
  #segments: Segment[] = []
  #refused: Segment[] = []
  #sync: NodeJS.Timeout | undefined
  #syncing: Promise<void> = Promise.resolve()
  readonly #dropped = {
    dropped_spool_rows: 0,
    dropped_spool_bytes: 0,
    dropped_torn_rows: 0,
    dropped_unreadable_rows: 0,
    dropped_unreadable_spool_files: 0,
  }

  constructor({ directory, max_bytes, header }: Options) {
    this.#beginning = beginningOf(header)
    this.#directory = new SpoolDirectory(directory)
    this.#max_bytes = max_bytes
    this.#segment_bytes = Math.min(SEGMENT_BYTES, Math.ceil(max_bytes / 8))
    this.#recover(this.#directory.list())
    this.adopt()
  }

  /** Takes over what processes that ended since left in the same directory. */
  adopt(): void {
    for (const names of this.#directory.adopt()) this.#recover(names)
    this.#pushOut()
  }

  /** Throws when the disk does not take the rows; nothing of them is kept then. */
  append(frame: Buffer, rows: number): void {
    this.#open ??= new OpenSegment(this.#directory.own, this.#beginning)
    this.#open.append(frame, rows)
    this.#sync ??= setTimeout(() => this.#syncAll(), SYNC_MS)
    if (this.#open.bytes >= this.#segment_bytes) this.#seal()
    this.#pushOut()
  }

  /** The segment to send now. While none waits the open one is sealed for it, if it is old enough. */
  next(now_ms: number, least_age_ms: number): Segment | undefined {
    const due = () => this.#segments.find(({ refusals }) => refusals === 0)
    const waiting = due()
    if (waiting) return waiting
    if (this.#open && now_ms >= this.#open.opened_ms + least_age_ms) this.#seal()
    return due() ?? this.#segments.find(({ not_before_ms }) => not_before_ms <= now_ms)
  }

  /** When `next` has something; undefined while nothing waits. */
  next_ms(least_age_ms: number): number | undefined {
    const times = this.#segments.map(({ not_before_ms }) => not_before_ms)
    if (this.#open) times.push(this.#open.opened_ms + least_age_ms)
    return times.length > 0 ? Math.min(...times) : undefined
  }

  async read(segment: Segment): Promise<Batch> {
    return batchOf(await readFile(this.#path(sealedName(segment))), segment.rows)
  }

  /** From now on the store may have these rows, until it has answered. */
  hold(segment: Segment): void {
    segment.uncertain = true
  }

  async remove(segment: Segment): Promise<void> {
    this.#segments = this.#segments.filter((other) => other !== segment)
    await rm(this.#path(sealedName(segment)), { force: true }).catch(() => undefined)
  }

  /** Its file is gone or cannot be read. */
  giveUp(segment: Segment): void {
    this.#dropped.dropped_unreadable_rows += segment.rows
    this.#segments = this.#segments.filter((other) => other !== segment)
  }

  /** The store takes others but not this one: it is kept beside them and tried again at the next start. */
  setAside(segment: Segment): string {
    this.#segments = this.#segments.filter((other) => other !== segment)
    const path = this.#path(refusedName(segment))
    renameSync(this.#path(sealedName(segment)), path)
    this.#refused.push(segment)
    return path
  }

  counters(): Record<string, number> {
    return {
      ...this.#dropped,
      spooled_rows: sumOf([...this.#segments, ...this.#opened()], ({ rows }) => rows),
      spooled_bytes: sumOf([...this.#segments, ...this.#opened()], ({ bytes }) => bytes),
      refused_rows: sumOf(this.#refused, ({ rows }) => rows),
      refused_bytes: sumOf(this.#refused, ({ bytes }) => bytes),
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#sync)
    if (this.#open) this.#seal()
    this.#syncAll()
    clearTimeout(this.#sync)
    await this.#syncing
    this.#directory.release()
  }

  #recover(names: readonly string[]): void {
    for (const [index, name] of names.entries()) {
      try {
        const { segment, torn } = recoverSegment(this.#directory.own, name)
        this.#dropped.dropped_torn_rows += torn
        // Only the oldest of a process can have been on its way to the store.
        if (segment) this.#segments.push({ ...segment, uncertain: index === 0 })
      } catch {
        this.#dropped.dropped_unreadable_spool_files += 1
      }
    }
  }

  #seal(): void {
    const open = this.#open
    this.#open = undefined
    if (!open) return
    try {
      this.#segments.push(open.seal())
    } catch {
      this.#dropped.dropped_unreadable_rows += open.rows
    }
  }

  #pushOut(): void {
    let excess = sumOf([...this.#refused, ...this.#segments, ...this.#opened()], ({ bytes }) => bytes) - this.#max_bytes
    while (excess > 0) {
      // The store may have the rows of an uncertain one: dropping it could count rows as lost that are not.
      const newest = this.#open ? undefined : this.#segments.at(-1)
      const oldest = this.#refused[0] ?? this.#segments.find((each) => !each.uncertain && each !== newest)
      if (!oldest) return
      excess -= oldest.bytes
      this.#dropped.dropped_spool_rows += oldest.rows
      this.#dropped.dropped_spool_bytes += oldest.bytes
      const name = this.#refused[0] === oldest ? refusedName(oldest) : sealedName(oldest)
      this.#refused = this.#refused.filter((other) => other !== oldest)
      this.#segments = this.#segments.filter((other) => other !== oldest)
      rmSync(this.#path(name), { force: true })
    }
  }

  #syncAll(): void {
    this.#sync = undefined
    const unsynced = [...this.#segments, ...this.#opened()].filter(({ bytes, synced_bytes }) => synced_bytes < bytes)
    this.#syncing = this.#syncing.then(async () => {
      for (const each of unsynced) {
        const { bytes } = each
        const name = each instanceof OpenSegment ? openName(each.token) : sealedName(each)
        // Sent and removed, or sealed under another name, in the meantime: the next turn looks again.
        if (await syncFile(this.#path(name))) each.synced_bytes = bytes
      }
      if (unsynced.length > 0) await syncFile(this.#directory.own)
    })
    if (unsynced.length > 0) this.#sync = setTimeout(() => this.#syncAll(), SYNC_MS)
  }

  #opened(): OpenSegment[] {
    return this.#open ? [this.#open] : []
  }

  #path(name: string): string {
    return join(this.#directory.own, name)
  }
}

async function syncFile(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined)
  if (!file) return false
  const synced = await file.sync().then(
    () => true,
    () => false,
  )
  await file.close().catch(() => undefined)
  return synced
}

function sumOf<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amountOf(item), 0)
}
