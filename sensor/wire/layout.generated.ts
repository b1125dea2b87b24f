// Printed by bpf/generate-layout.ts from bpf/wire.h: change that file, then run `npm run generate`.
// Scalars are read by value; arrays and nested structs by their position in the view (`_at`).

export const RecordKind = {
  RECORD_SYN: 1,
  RECORD_SEGMENT: 2,
  RECORD_STREAM: 3,
  RECORD_CLOSE: 4,
  RECORD_LISTEN: 5,
  RECORD_ESTABLISHED: 6,
  RECORD_DATAGRAM: 7,
  RECORD_NOT_DECRYPTED: 8,
} as const

export const StreamDirection = {
  DIRECTION_IN: 0,
  DIRECTION_OUT: 1,
} as const

export const StreamScheme = {
  SCHEME_HTTP: 0,
  SCHEME_HTTPS: 1,
} as const

export const CloseReason = {
  CLOSE_CLOSED: 0,
  CLOSE_RESET: 1,
} as const

export const Counter = {
  RECORDS: 0,
  BYTES: 1,
  DROPPED_RING_FULL: 2,
  DROPPED_UNREADABLE: 3,
  DROPPED_UNKNOWN_SYSCALL: 4,
  DROPPED_READ_TAIL: 5,
  DROPPED_BODY: 6,
  DROPPED_NOT_HTTP: 7,
  DROPPED_TLS_UNBOUND: 8,
  DROPPED_TLS_NOT_DECRYPTED: 9,
  DROPPED_AFTER_CLOSE: 10,
  DROPPED_RING_BUSY: 11,
  DROPPED_FRAGMENTS: 12,
  COUNTERS: 13,
} as const

export const CONNECTION_KEY_SIZE = 36

export interface ConnectionKey {
  src_ip_at: number
  dst_ip_at: number
  src_port: number
  dst_port: number
}

export function readConnectionKey(view: DataView, at: number): ConnectionKey {
  return {
    src_ip_at: at,
    dst_ip_at: at + 16,
    src_port: view.getUint16(at + 32, true),
    dst_port: view.getUint16(at + 34, true),
  }
}

export const RECORD_HEADER_SIZE = 16

export interface RecordHeader {
  kind: number
  data_length: number
  time_ns: number
}

export function readRecordHeader(view: DataView, at: number): RecordHeader {
  return {
    kind: view.getUint32(at, true),
    data_length: view.getUint32(at + 4, true),
    time_ns: view.getUint32(at + 8, true) + view.getUint32(at + 12, true) * 2 ** 32,
  }
}

export const SYN_RECORD_SIZE = 112

export interface SynRecord {
  header_at: number
  key_at: number
  sequence: number
  ip_meta_id: number
  ip_meta_total_length: number
  tcp_meta_window_size: number
  ip_meta_ttl: number
  ip_meta_df: number
  tcp_options_at: number
  tcp_options_length: number
}

export function readSynRecord(view: DataView, at: number): SynRecord {
  return {
    header_at: at,
    key_at: at + 16,
    sequence: view.getUint32(at + 52, true),
    ip_meta_id: view.getUint16(at + 56, true),
    ip_meta_total_length: view.getUint16(at + 58, true),
    tcp_meta_window_size: view.getUint16(at + 60, true),
    ip_meta_ttl: view.getUint8(at + 62),
    ip_meta_df: view.getUint8(at + 63),
    tcp_options_at: at + 64,
    tcp_options_length: view.getUint32(at + 104, true),
  }
}

export const SEGMENT_RECORD_SIZE = 56

export interface SegmentRecord {
  header_at: number
  key_at: number
  sequence: number
}

export function readSegmentRecord(view: DataView, at: number): SegmentRecord {
  return {
    header_at: at,
    key_at: at + 16,
    sequence: view.getUint32(at + 52, true),
  }
}

export const STREAM_RECORD_SIZE = 64

export interface StreamRecord {
  header_at: number
  key_at: number
  direction: number
  scheme: number
  offset: number
}

export function readStreamRecord(view: DataView, at: number): StreamRecord {
  return {
    header_at: at,
    key_at: at + 16,
    direction: view.getUint8(at + 52),
    scheme: view.getUint8(at + 53),
    offset: view.getUint32(at + 56, true) + view.getUint32(at + 60, true) * 2 ** 32,
  }
}

export const CLOSE_RECORD_SIZE = 56

export interface CloseRecord {
  header_at: number
  key_at: number
  reason: number
}

export function readCloseRecord(view: DataView, at: number): CloseRecord {
  return {
    header_at: at,
    key_at: at + 16,
    reason: view.getUint32(at + 52, true),
  }
}

export const LISTEN_RECORD_SIZE = 24

export interface ListenRecord {
  header_at: number
  pid: number
  port: number
}

export function readListenRecord(view: DataView, at: number): ListenRecord {
  return {
    header_at: at,
    pid: view.getUint32(at + 16, true),
    port: view.getUint16(at + 20, true),
  }
}

export const ESTABLISHED_RECORD_SIZE = 56

export interface EstablishedRecord {
  header_at: number
  key_at: number
}

export function readEstablishedRecord(_view: DataView, at: number): EstablishedRecord {
  return {
    header_at: at,
    key_at: at + 16,
  }
}

export const DATAGRAM_RECORD_SIZE = 56

export interface DatagramRecord {
  header_at: number
  key_at: number
}

export function readDatagramRecord(_view: DataView, at: number): DatagramRecord {
  return {
    header_at: at,
    key_at: at + 16,
  }
}

export const NOT_DECRYPTED_RECORD_SIZE = 24

export interface NotDecryptedRecord {
  header_at: number
  pid: number
  port: number
}

export function readNotDecryptedRecord(view: DataView, at: number): NotDecryptedRecord {
  return {
    header_at: at,
    pid: view.getUint32(at + 16, true),
    port: view.getUint16(at + 20, true),
  }
}
