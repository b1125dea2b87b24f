import { plainAddress } from '#sensor/connection/address/plain-address.ts'

/** One datagram's JSON object; any field may be missing, or of another type than expected. */
export class JsonRecord {
  readonly #fields: Readonly<Record<string, unknown>>

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields
  }

  get names(): string[] {
    return Object.keys(this.#fields)
  }

  /** Empty when absent; numbers and booleans as JSON writes them. */
  text(name: string): string {
    const value = this.#fields[name]
    if (typeof value === 'string') return value
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  }

  /** Numbers may be written as text; `absent` when there is none. */
  integer(name: string, absent: number): number {
    const value = this.#fields[name]
    const number = typeof value === 'string' && value !== '' ? Number(value) : value
    return typeof number === 'number' && Number.isSafeInteger(Math.trunc(number)) ? Math.trunc(number) : absent
  }

  flag(name: string): boolean {
    const value = this.#fields[name]
    return value === true || value === 1 || value === 'true' || value === '1'
  }

  /** Texts of an array, or of a text whose parts stand between commas. */
  list(name: string): string[] {
    const value = this.#fields[name]
    const parts: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
    return parts.flatMap((part) => (typeof part === 'string' && part.trim() !== '' ? [part.trim()] : []))
  }

  /** Undefined when it is no IP address. */
  address(name: string): string | undefined {
    return plainAddress(this.text(name))
  }

  /** 0 when absent or impossible. */
  port(name: string): number {
    const port = this.integer(name, 0)
    return port > 0 && port <= 65_535 ? port : 0
  }

  /** Epoch milliseconds of `timestamp_ns`, `timestamp` (in any unit) or `time` (ISO 8601); else `absent`. */
  time_ms(absent: number): number {
    for (const name of ['timestamp_ns', 'timestamp', 'time']) {
      const value = this.#fields[name]
      const number = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value
      const time = typeof number === 'number' ? scaled(number) : typeof number === 'string' ? Date.parse(number) : NaN
      if (time > 0 && time < LAST_MS) return time
    }
    return absent
  }
}

/** The year 3000; what lies behind is a mistake of the writer. */
const LAST_MS = 32_503_680_000_000

/** Seconds, milliseconds, microseconds and nanoseconds of our time differ by their size. */
function scaled(number: number): number {
  if (number < 1e11) return number * 1000
  if (number < 1e14) return number
  return number < 1e17 ? number / 1000 : number / 1e6
}

/** Undefined when the bytes are no JSON object. */
export function parseJsonRecord(bytes: Buffer): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8').replace(/[\0\s]+$/, ''))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return new JsonRecord(Object.fromEntries(Object.entries(value)))
  } catch {
    return undefined
  }
}
