/** A growing protobuf message (protobuf.dev, "Encoding"): enough of it to write ONNX, nothing to read. */
export class ProtobufWriter {
  private bytes = new Uint8Array(256)
  private length = 0

  /** Also for booleans and enums; negative numbers take ten bytes. */
  integer(field: number, value: number): this {
    this.tag(field, 0)
    this.varint(value)
    return this
  }

  float(field: number, value: number): this {
    this.tag(field, 5)
    this.append(new Uint8Array(Float32Array.of(value).buffer))
    return this
  }

  text(field: number, value: string): this {
    return this.block(field, new TextEncoder().encode(value))
  }

  block(field: number, value: Uint8Array): this {
    this.tag(field, 2)
    this.varint(value.length)
    this.append(value)
    return this
  }

  message(field: number, value: ProtobufWriter): this {
    return this.block(field, value.finish())
  }

  packedIntegers(field: number, values: Iterable<number>): this {
    const packed = new ProtobufWriter()
    for (const value of values) packed.varint(value)
    return this.message(field, packed)
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  private tag(field: number, wire_type: number): void {
    this.varint(field * 8 + wire_type)
  }

  private varint(value: number): void {
    if (value < 0 || value > 0x7fff_ffff) {
      this.longVarint(BigInt.asUintN(64, BigInt(value)))
      return
    }
    this.reserve(5)
    let rest = value
    for (; rest > 0x7f; rest >>= 7) this.bytes[this.length++] = (rest & 0x7f) | 0x80
    this.bytes[this.length++] = rest
  }

  private longVarint(value: bigint): void {
    this.reserve(10)
    let rest = value
    for (; rest > 0x7fn; rest >>= 7n) this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80
    this.bytes[this.length++] = Number(rest)
  }

  private append(more: ArrayLike<number>): void {
    this.reserve(more.length)
    this.bytes.set(more, this.length)
    this.length += more.length
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
