import type { CapturedPacket } from './captured-packet.ts'

const BYTE_ORDER_MAGIC = 0x1a2b3c4d
/** Block types and options of the pcapng format (draft-ietf-opsawg-pcapng). */
const INTERFACE_DESCRIPTION = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
const END_OF_OPTIONS = 0
const TIME_RESOLUTION = 9
const TIME_OFFSET = 14

interface Interface {
  link_type: number
  unitsPerMs: number
  offset_ms: number
}

/** What a section of a pcapng file has said so far; its byte order and its interfaces are its own. */
export class PcapngSection {
  little = true
  #interfaces: Interface[] = []
  /** Simple packets have no time of their own. */
  #last_ms = 0

  /** Whether the byte order is told. */
  begin(start: Buffer): boolean {
    this.little = start.readUInt32LE(8) === BYTE_ORDER_MAGIC
    this.#interfaces = []
    return this.little || start.readUInt32BE(8) === BYTE_ORDER_MAGIC
  }

  /** The packet that the block holds, if it holds one. */
  read(type: number, body: Buffer): CapturedPacket | 'damaged' | undefined {
    if (type === INTERFACE_DESCRIPTION) {
      if (body.length < 8) return 'damaged'
      this.#interfaces.push(this.#interfaceOf(body))
      return undefined
    }
    if (type === SIMPLE_PACKET) return this.#simplePacket(body)
    if (type === ENHANCED_PACKET) return this.#packet(body, body.length < 20 ? -1 : u32(body, 0, this.little))
    if (type === OBSOLETE_PACKET) return this.#packet(body, body.length < 20 ? -1 : u16(body, 0, this.little))
    return undefined
  }

  #simplePacket(body: Buffer): CapturedPacket | 'damaged' {
    const from = this.#interfaces[0]
    if (from === undefined || body.length < 4) return 'damaged'
    const length = Math.min(u32(body, 0, this.little), body.length - 4)
    return { time_ms: this.#last_ms, link_type: from.link_type, bytes: body.subarray(4, 4 + length) }
  }

  #packet(body: Buffer, interfaceNumber: number): CapturedPacket | 'damaged' {
    const from = this.#interfaces[interfaceNumber]
    if (from === undefined) return 'damaged'
    const length = u32(body, 12, this.little)
    if (20 + length > body.length) return 'damaged'
    const units = u32(body, 4, this.little) * 2 ** 32 + u32(body, 8, this.little)
    this.#last_ms = units / from.unitsPerMs + from.offset_ms
    return { time_ms: this.#last_ms, link_type: from.link_type, bytes: body.subarray(20, 20 + length) }
  }

  #interfaceOf(body: Buffer): Interface {
    const described = { link_type: u16(body, 0, this.little), unitsPerMs: 1e3, offset_ms: 0 }
    for (let at = 8; at + 4 <= body.length;) {
      const code = u16(body, at, this.little)
      const length = u16(body, at + 2, this.little)
      if (code === END_OF_OPTIONS) break
      const resolution = body[at + 4]
      if (code === TIME_RESOLUTION && resolution !== undefined)
        described.unitsPerMs = (resolution >= 128 ? 2 ** (resolution - 128) : 10 ** resolution) / 1000
      if (code === TIME_OFFSET && at + 12 <= body.length)
        described.offset_ms = Number(this.little ? body.readBigInt64LE(at + 4) : body.readBigInt64BE(at + 4)) * 1000
      at += 4 + Math.ceil(length / 4) * 4
    }
    return described
  }
}

function u16(bytes: Buffer, at: number, little: boolean): number {
  return little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
}

export function u32(bytes: Buffer, at: number, little: boolean): number {
  return little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
}
