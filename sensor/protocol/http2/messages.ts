/** Client connection preface (RFC 9113 section 3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')
export const FRAME_HEADER_LENGTH = 9

/** Frame types (RFC 9113 section 6; PRIORITY_UPDATE: RFC 9218 section 7.1). */
export const DATA = 0x0
export const HEADERS = 0x1
export const PRIORITY = 0x2
export const RST_STREAM = 0x3
export const SETTINGS = 0x4
export const PUSH_PROMISE = 0x5
export const GOAWAY = 0x7
export const WINDOW_UPDATE = 0x8
export const CONTINUATION = 0x9
export const PRIORITY_UPDATE = 0x10

/** Flags (RFC 9113 section 6). */
export const ACK = 0x1
export const END_STREAM = 0x1
export const END_HEADERS = 0x4
export const PADDED = 0x8
export const HAS_PRIORITY = 0x20

/** SETTINGS parameter (RFC 9113 section 6.5.2). */
export const SETTINGS_HEADER_TABLE_SIZE = 0x1

export interface FrameHeader {
  length: number
  type: number
  flags: number
  stream_id: number
}

export interface Setting {
  id: number
  value: number
}

interface Priority {
  stream_id: number
  exclusive: boolean
  depends_on: number
  /** Wire byte + 1, so 1 to 256. */
  weight: number
}

/** What an HTTP/2 client showed before and with its first request. */
export interface Http2Opening {
  /** Of the first SETTINGS frame, in wire order. */
  settings: Setting[]
  /** First increment for the whole connection; 0 when there was none. */
  window_update: number
  priorities: Priority[]
  /** Pseudo-header names of the first request, without the colon. */
  pseudo_headers: string[]
  /** The first request has come: what follows does not count. */
  complete: boolean
}
