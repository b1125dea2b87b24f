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
    let rest = BigInt.asUintN(64, BigInt(value))
    const encoded: number[] = []
    while (rest > 0x7fn) {
      encoded.push(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    encoded.push(Number(rest))
    this.append(encoded)
  }

  private append(more: ArrayLike<number>): void {
    if (this.length + more.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more.length))
      larger.set(this.bytes.subarray(0, this.length))
      this.bytes = larger
    }
    this.bytes.set(more, this.length)
    this.length += more.length
  }
}
