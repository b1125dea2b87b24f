import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Rows on their way to the store; the token is the same at every try, so the store takes them once. */
export interface Batch {
  token: string
  rows: number
  bytes: number
}

const FILE = /^([0-9a-z]{9}-[0-9a-z]{6}-([0-9]+)-[0-9a-f]{8})\.ndjson$/

/** Batches as files, oldest first, within a bound of bytes. What is put is on disk and stays until removed or pushed out. */
export class Spool {
  readonly #directory: string
  readonly #max_bytes: number
  #batches: Batch[] = []
  #bytes = 0
  #sequence = 0
  /** Rows pushed out by newer ones because the bound was reached. */
  dropped_rows = 0

  constructor({ directory, max_bytes }: { directory: string; max_bytes: number }) {
    this.#directory = directory
    this.#max_bytes = max_bytes
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(directory).sort()) {
      const [, token, rows] = FILE.exec(name) ?? []
      if (token === undefined) {
        if (name.endsWith('.draft')) rmSync(join(directory, name))
        continue
      }
      this.#keep({ token, rows: Number(rows), bytes: statSync(join(directory, name)).size })
    }
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The batch to send next. */
  oldest(): Batch | undefined {
    return this.#batches[0]
  }

  async put(lines: Buffer, rows: number): Promise<void> {
    const token = this.#nextToken(rows)
    const draft = join(this.#directory, `${token}.draft`)
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(lines)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(draft, this.#path(token))
    this.#keep({ token, rows, bytes: lines.byteLength })
    await this.#pushOut()
  }

  read({ token }: Batch): Promise<Buffer> {
    return readFile(this.#path(token))
  }

  async remove(batch: Batch): Promise<void> {
    if (this.#forget(batch)) await rm(this.#path(batch.token), { force: true })
  }

  /** Lets the others go first: the store refuses this batch while it takes others. */
  postpone(batch: Batch): void {
    if (this.#forget(batch)) this.#keep(batch)
  }

  // Sorts by time, then by order within this process; the random tail keeps processes apart.
  #nextToken(rows: number): string {
    const time = Date.now().toString(36).padStart(9, '0')
    const sequence = (this.#sequence++ % 36 ** 6).toString(36).padStart(6, '0')
    return `${time}-${sequence}-${rows}-${randomBytes(4).toString('hex')}`
  }

  #path(token: string): string {
    return join(this.#directory, `${token}.ndjson`)
  }

  #keep(batch: Batch): void {
    this.#batches.push(batch)
    this.#bytes += batch.bytes
  }

  #forget(batch: Batch): boolean {
    const index = this.#batches.findIndex(({ token }) => token === batch.token)
    if (index === -1) return false
    this.#batches.splice(index, 1)
    this.#bytes -= batch.bytes
    return true
  }

  async #pushOut(): Promise<void> {
    while (this.#bytes > this.#max_bytes && this.#batches.length > 1) {
      const oldest = this.#batches[0]
      if (!oldest) return
      this.dropped_rows += oldest.rows
      await this.remove(oldest)
    }
  }
}
