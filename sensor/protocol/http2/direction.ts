import { FrameStream } from './frame-stream.ts'
import type { FrameSink } from './frame-stream.ts'
import { HeaderBlocks } from './header-blocks.ts'
import type { HeaderBlockSink } from './header-blocks.ts'
import type { HeaderBlock } from './hpack.ts'
import { CONTINUATION, HEADERS, PUSH_PROMISE } from './messages.ts'
import type { FrameHeader } from './messages.ts'

export interface DirectionOwner {
  /** A frame that carries no headers. */
  onFrame: (direction: 'in' | 'out', header: FrameHeader, payload: Buffer) => void
  onData: (direction: 'in' | 'out', stream_id: number, body_bytes: number, end_stream: boolean) => void
  onHeaders: (direction: 'in' | 'out', stream_id: number, block: HeaderBlock, end_stream: boolean) => void
  count: (counter: string) => void
}

/** One direction of a connection: frames and the header blocks in them. It is its parts' sink itself: closures for each connection would cost kilobytes. */
export class Direction implements FrameSink, HeaderBlockSink {
  readonly frames: FrameStream
  readonly blocks: HeaderBlocks
  readonly #direction: 'in' | 'out'
  readonly #owner: DirectionOwner

  constructor(
    direction: 'in' | 'out',
    start: 'preface' | 'header' | 'searching',
    offset: number,
    owner: DirectionOwner,
  ) {
    this.#direction = direction
    this.#owner = owner
    this.blocks = new HeaderBlocks(start === 'searching', this)
    this.frames = new FrameStream(start, offset, this)
  }

  get heldBytes(): number {
    return this.frames.heldBytes + this.blocks.heldBytes
  }

  onFrame(header: FrameHeader, payload: Buffer): void {
    const carriesHeaders = header.type === HEADERS || header.type === CONTINUATION || header.type === PUSH_PROMISE
    if (carriesHeaders) this.blocks.push(header, payload)
    else this.#owner.onFrame(this.#direction, header, payload)
  }

  onData(stream_id: number, body_bytes: number, end_stream: boolean): void {
    this.#owner.onData(this.#direction, stream_id, body_bytes, end_stream)
  }

  onHeaders(stream_id: number, block: HeaderBlock, end_stream: boolean): void {
    this.#owner.onHeaders(this.#direction, stream_id, block, end_stream)
  }

  onLost(): void {
    this.blocks.forget()
  }

  count(counter: string): void {
    this.#owner.count(counter)
  }
}
