import type { Elf } from './elf.ts'

/** Where a read of the TLS library has just ended, and which registers then tell of it. */
interface ReadEnd {
  offset: number
  /** Three bits each, from the lowest: the SSL object, the buffer, the pointer to the length, whether it only peeked. */
  cookie: bigint
}

/** A program's whole code is not searched for one function. */
const TEXT_BYTES_MAX = 4 * 1024 * 1024
/** The call's values are set up in this many bytes before it. */
const SETUP_BYTES = 64
/** The stack is tidied in this many bytes after it, before the result is looked at. */
const TIDY_BYTES = 12
/** `mov $23,%esi`: the content type of application data (RFC 8446 section 5.1), the call's second value. */
const APPLICATION_DATA = Buffer.from([0xbe, 0x17, 0, 0, 0])
/** `cmp $-1,%eax`. */
const COMPARE = Buffer.from([0x83, 0xf8, 0xff])
const [RCX, RDI, R9] = [1, 7, 9]
/** Registers that survive a call (System V ABI, figure 3.4), by the numbers that bpf/tls-return.bpf.c gives them. */
const SAVED = new Map([3, 5, 12, 13, 14, 15].map((register, number) => [register, number]))

/** The last `mov` between registers to the wanted one: its source. */
function lastMoveTo(code: Buffer, wanted: number): number | undefined {
  for (let at = code.length - 3; at >= 0; at--) {
    const [prefix = 0, operation, mode = 0] = code.subarray(at, at + 3)
    if ((prefix & 0xf0) !== 0x40 || operation !== 0x89 || mode >> 6 !== 3) continue
    if ((mode & 7) + (prefix & 1) * 8 === wanted) return ((mode >> 3) & 7) + ((prefix >> 2) & 1) * 8
  }
  return undefined
}

/** The `push` right before the call: its seventh value. */
function pushedLast(code: Buffer): number | undefined {
  const [prefix, operation = 0] = code.subarray(-2)
  if ((operation & 0xf8) !== 0x50) return undefined
  return (operation & 7) + (prefix === 0x41 ? 8 : 0)
}

function cookieOf(setup: Buffer): bigint | null {
  const registers = [lastMoveTo(setup, RDI), lastMoveTo(setup, RCX), pushedLast(setup), lastMoveTo(setup, R9)]
  const numbers = registers.map((register) => SAVED.get(register ?? -1))
  if (numbers.includes(undefined)) return null
  return numbers.reduce<bigint>((cookie, number, index) => cookie | (BigInt(number ?? 0) << BigInt(3 * index)), 0n)
}

/** The conditional jump after the comparison of what a call at `call` returned: a probe on it is a cheap one. */
function jumpAfter(text: Buffer, call: number): number | null {
  const compare = text.indexOf(COMPARE, call)
  if (compare === -1 || compare - call > TIDY_BYTES) return null
  const jump = compare + COMPARE.length
  const isShort = text[jump] === 0x74 || text[jump] === 0x75
  const isLong = text[jump] === 0x0f && (text[jump + 1] === 0x84 || text[jump + 1] === 0x85)
  return isShort || isLong ? jump : null
}

/** `call *disp(%rax)`, whose three bytes end before the returned position. */
function indirectCallIn(text: Buffer, from: number): number | null {
  for (let at = from; at < from + SETUP_BYTES && at + 3 <= text.length; at++)
    if (text[at] === 0xff && text[at + 1] === 0x50) return at
  return null
}

/**
 * OpenSSL's ssl3_read_internal calls `method->ssl_read_bytes(ssl, 23, NULL, buffer, length, peek, &read)` and compares
 * the result with -1. There one probe sees what otherwise takes one at the beginning and one at the end. Null when the
 * code does not look so, or more than one place does.
 */
export function findReadEnd(elf: Elf): ReadEnd | null {
  const section = elf.sections.find(({ name }) => name === '.text')
  if (process.arch !== 'x64' || section === undefined || section.size > TEXT_BYTES_MAX) return null
  const text = elf.read(section.offset, section.size)
  const found: ReadEnd[] = []
  for (let at = text.indexOf(APPLICATION_DATA); at !== -1; at = text.indexOf(APPLICATION_DATA, at + 1)) {
    const call = indirectCallIn(text, at)
    const jump = call === null ? null : jumpAfter(text, call + 3)
    if (call === null || jump === null) continue
    const cookie = cookieOf(text.subarray(Math.max(0, call - SETUP_BYTES), call))
    if (cookie !== null) found.push({ offset: section.offset + jump, cookie })
  }
  const [only] = found
  return found.length === 1 && only !== undefined ? only : null
}
