import {
  CLOSE_RECORD_SIZE,
  DATAGRAM_RECORD_SIZE,
  ESTABLISHED_RECORD_SIZE,
  LISTEN_RECORD_SIZE,
  NOT_DECRYPTED_RECORD_SIZE,
  RecordKind,
  SEGMENT_RECORD_SIZE,
  STREAM_RECORD_SIZE,
  SYN_RECORD_SIZE,
  readCloseRecord,
  readDatagramRecord,
  readEstablishedRecord,
  readListenRecord,
  readNotDecryptedRecord,
  readRecordHeader,
  readSegmentRecord,
  readStreamRecord,
  readSynRecord,
} from './layout.generated.ts'
import type {
  CloseRecord,
  DatagramRecord,
  EstablishedRecord,
  ListenRecord,
  NotDecryptedRecord,
  RecordHeader,
  SegmentRecord,
  StreamRecord,
  SynRecord,
} from './layout.generated.ts'

interface RecordOf<Kind extends string, Body> {
  kind: Kind
  header: RecordHeader
  body: Body
  /** Position of the `header.data_length` bytes that follow the record. */
  data_at: number
}

/** What the kernel programs say, by kind. */
export type WireRecord =
  | RecordOf<'syn', SynRecord>
  | RecordOf<'segment', SegmentRecord>
  | RecordOf<'stream', StreamRecord>
  | RecordOf<'close', CloseRecord>
  | RecordOf<'listen', ListenRecord>
  | RecordOf<'established', EstablishedRecord>
  | RecordOf<'datagram', DatagramRecord>
  | RecordOf<'not_decrypted', NotDecryptedRecord>

export function readRecord(view: DataView, at: number): WireRecord {
  const header = readRecordHeader(view, at)
  switch (header.kind) {
    case RecordKind.RECORD_SYN:
      return { kind: 'syn', header, body: readSynRecord(view, at), data_at: at + SYN_RECORD_SIZE }
    case RecordKind.RECORD_SEGMENT:
      return { kind: 'segment', header, body: readSegmentRecord(view, at), data_at: at + SEGMENT_RECORD_SIZE }
    case RecordKind.RECORD_STREAM:
      return { kind: 'stream', header, body: readStreamRecord(view, at), data_at: at + STREAM_RECORD_SIZE }
    case RecordKind.RECORD_CLOSE:
      return { kind: 'close', header, body: readCloseRecord(view, at), data_at: at + CLOSE_RECORD_SIZE }
    case RecordKind.RECORD_LISTEN:
      return { kind: 'listen', header, body: readListenRecord(view, at), data_at: at + LISTEN_RECORD_SIZE }
    case RecordKind.RECORD_ESTABLISHED:
      return {
        kind: 'established',
        header,
        body: readEstablishedRecord(view, at),
        data_at: at + ESTABLISHED_RECORD_SIZE,
      }
    case RecordKind.RECORD_DATAGRAM:
      return { kind: 'datagram', header, body: readDatagramRecord(view, at), data_at: at + DATAGRAM_RECORD_SIZE }
    case RecordKind.RECORD_NOT_DECRYPTED:
      return {
        kind: 'not_decrypted',
        header,
        body: readNotDecryptedRecord(view, at),
        data_at: at + NOT_DECRYPTED_RECORD_SIZE,
      }
    default:
      throw new Error(`The kernel programs sent a record of unknown kind ${header.kind}: build them anew.`)
  }
}
