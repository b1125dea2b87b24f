/** What the options of a SYN say; names in wire order (RFC 9293 section 3.2, RFC 7323, RFC 2018). */
export interface TcpOptions {
  /** 0 when absent. */
  mss: number
  /** -1 when absent. */
  window_scale: number
  /** `MSS,SACK,TS,NOP,WS`. */
  names: string
  kinds: number[]
  /** Bytes after the end-of-list option. */
  padding: number
  /** The sender's timestamp; -1 when absent. */
  timestamp: number
  /** The timestamp echoed, which a SYN leaves zero; -1 when absent. */
  timestamp_echo: number
  malformed: boolean
}

const END_OF_LIST = 0
const NO_OPERATION = 1
const MAXIMUM_SEGMENT_SIZE = 2
const WINDOW_SCALE = 3
const TIMESTAMPS = 8
const NAMES = new Map([
  [END_OF_LIST, 'EOL'],
  [NO_OPERATION, 'NOP'],
  [MAXIMUM_SEGMENT_SIZE, 'MSS'],
  [WINDOW_SCALE, 'WS'],
  [4, 'SACK'],
  [5, 'SACKBLOCK'],
  [TIMESTAMPS, 'TS'],
  [19, 'MD5'],
  [28, 'UTO'],
  [29, 'AO'],
  [30, 'MPTCP'],
  [34, 'TFO'],
])

export function parseTcpOptions(bytes: Uint8Array): TcpOptions {
  const options: TcpOptions = {
    mss: 0,
    window_scale: -1,
    names: '',
    kinds: [],
    padding: 0,
    timestamp: -1,
    timestamp_echo: -1,
    malformed: false,
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < bytes.length) {
    const kind = view.getUint8(at)
    options.kinds.push(kind)
    at += 1
    if (kind === NO_OPERATION) continue
    if (kind === END_OF_LIST) {
      options.padding = bytes.length - at
      break
    }
    const length = at < bytes.length ? view.getUint8(at) : 0
    if (length < 2 || at - 1 + length > bytes.length) {
      options.malformed = true
      break
    }
    readOption(options, kind, view, at + 1, length - 2)
    at += length - 1
  }
  options.names = options.kinds.map((kind) => NAMES.get(kind) ?? `?${kind}`).join(',')
  return options
}

function readOption(options: TcpOptions, kind: number, view: DataView, at: number, length: number): void {
  if (kind === MAXIMUM_SEGMENT_SIZE && length === 2) options.mss = view.getUint16(at)
  else if (kind === WINDOW_SCALE && length === 1) options.window_scale = view.getUint8(at)
  else if (kind === TIMESTAMPS && length === 8) {
    options.timestamp = view.getUint32(at)
    options.timestamp_echo = view.getUint32(at + 4)
  }
}
