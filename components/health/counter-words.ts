/** Where along the way something was lost, from the network to the store. */
export const LOSS_PLACES = [
  { place: 'kernel', word: 'In the kernel' },
  { place: 'source', word: 'In the sources' },
  { place: 'parser', word: 'In the parsers' },
  { place: 'table', word: 'In the tables' },
  { place: 'spool', word: 'On the way to the store' },
  { place: 'output', word: 'In the other outputs' },
] as const

export interface LossWords {
  place: (typeof LOSS_PLACES)[number]['place']
  /** `ours`: evidence is missing that should be there; `theirs`: a client or server sent it so; `meant`: left out on purpose. */
  blame: 'ours' | 'theirs' | 'meant'
  /** What it means. */
  says: string
  /** What to do; empty: nothing. */
  todo: string
}

const loss = (place: LossWords['place'], blame: LossWords['blame'], says: string, todo = ''): LossWords => ({
  place,
  blame,
  says,
  todo,
})

const MORE_ROOM = 'Give the sensor a larger ring (ring_bytes), or more of a core.'
const MORE_CONNECTIONS = 'Raise max_connections, if the machine has the memory.'

/** Every loss that a sensor can name. */
export const LOSS_WORDS: Readonly<Record<string, LossWords>> = {
  dropped_ring_full: loss(
    'kernel',
    'ours',
    'The ring between kernel and sensor was full: requests are missing.',
    MORE_ROOM,
  ),
  dropped_ring_busy: loss(
    'kernel',
    'ours',
    'The ring was nearly full, so facts of the network gave way to requests: some have no SYN or JA4.',
    MORE_ROOM,
  ),
  dropped_unreadable: loss(
    'kernel',
    'ours',
    'The server’s memory could not be read at that moment: a piece of a request is missing.',
    'Rare by nature. If it grows with the traffic, tell the makers which server it is.',
  ),
  dropped_unknown_syscall: loss(
    'kernel',
    'ours',
    'A server reads by a system call that is not watched (io_uring, splice): its plain requests are not seen.',
    'Switch io_uring off in that server, or let it log through the network-socket and http-socket sources.',
  ),
  dropped_read_tail: loss(
    'kernel',
    'meant',
    'The end of a read that was longer than one read may tell: bodies, nearly always.',
  ),
  dropped_body: loss('kernel', 'meant', 'Reads within a long request: a body, which is never kept.'),
  dropped_not_http: loss('kernel', 'meant', 'Reads from connections that speak neither HTTP nor TLS.'),
  dropped_tls_unbound: loss(
    'kernel',
    'ours',
    'Decrypted bytes whose connection is not known: it is older than the sensor, or the server reads through a pipe.',
    'If it keeps growing long after the start of the sensor, the server’s way of reading is not understood.',
  ),
  dropped_tls_not_decrypted: loss(
    'kernel',
    'ours',
    'TLS connections that ended without a decrypted byte: no probe sits in that server’s TLS library.',
    'See “Seen, not decrypted” above for the programs.',
  ),
  dropped_after_close: loss('kernel', 'theirs', 'Reads after the connection had ended: they belong to nobody.'),
  dropped_fragments: loss(
    'kernel',
    'theirs',
    'IP fragments after the first: a ClientHello in them is not read, so the JA4 is missing.',
  ),
  dropped_failed_facts: loss(
    'source',
    'ours',
    'A record from the kernel could not be taken in: an error of the sensor.',
    'The sensor’s log names it. Please report it.',
  ),
  dropped_pcap_connections: loss(
    'source',
    'ours',
    'The capture file holds more connections at once than are followed.',
    'Split the file.',
  ),
  dropped_pcap_fragments: loss(
    'source',
    'theirs',
    'IP fragments after the first in captured packets: what they carry is not read.',
  ),
  dropped_libpcap_packets: loss(
    'source',
    'ours',
    'Packets that libpcap had no room for: requests may be missing.',
    'Watch fewer interfaces, or give the sensor more of a core.',
  ),
  dropped_network_items: loss(
    'source',
    'ours',
    'More connections from the network-socket than are remembered: their requests stay without them.',
    'Raise max_network_items.',
  ),
  malformed_packets: loss('source', 'theirs', 'Captured packets whose IP, TCP or UDP header cannot be read.'),
  malformed_http_json: loss(
    'source',
    'ours',
    'Datagrams at the http-socket that are no JSON object.',
    'See what else writes to that socket.',
  ),
  malformed_http_addresses: loss(
    'source',
    'ours',
    'Datagrams at the http-socket without src_ip and src_port.',
    'See what else writes to that socket.',
  ),
  malformed_network_json: loss(
    'source',
    'ours',
    'Datagrams at the network-socket that are no JSON object.',
    'See what else writes to that socket.',
  ),
  malformed_network_addresses: loss(
    'source',
    'ours',
    'Datagrams at the network-socket without src_ip and src_port.',
    'See what else writes to that socket.',
  ),
  malformed_oversized_datagrams: loss('source', 'theirs', 'Datagrams of more than 256 KB.'),
  malformed_tls: loss('parser', 'theirs', 'Bytes that begin like TLS and are no ClientHello.'),
  malformed_tls_extensions: loss(
    'parser',
    'theirs',
    'ClientHellos with an extension that cannot be read: their JA4 counts it, its content is unknown.',
  ),
  malformed_quic: loss('parser', 'theirs', 'Datagrams to a QUIC port that are not QUIC.'),
  malformed_proxy_headers: loss(
    'parser',
    'theirs',
    'A trusted proxy sent a PROXY protocol header that cannot be read: the peer stands as the client.',
  ),
  malformed_http1: loss('parser', 'theirs', 'Bytes that begin like HTTP/1 and break its rules.'),
  malformed_http2: loss('parser', 'theirs', 'HTTP/2 connections that break its rules; they are followed no further.'),
  dropped_http1_gaps: loss(
    'parser',
    'ours',
    'A request’s head on an HTTP/1 connection is missing, whole or in part; the next is found again.',
    'Look at the losses in the kernel: a gap comes from there.',
  ),
  dropped_http2_gaps: loss(
    'parser',
    'ours',
    'Pieces of an HTTP/2 connection are missing: its header table is lost, so the rest of that connection is too.',
    'Look at the losses in the kernel: a gap comes from there.',
  ),
  dropped_http2_frames: loss('parser', 'meant', 'Frames larger than are read: data, which is never kept.'),
  dropped_http2_header_blocks: loss(
    'parser',
    'theirs',
    'HTTP/2 header blocks beyond the limit: a flood, or very large cookies. The request is kept as truncated.',
  ),
  dropped_incomplete_http1_heads: loss('parser', 'theirs', 'Connections that ended in the middle of a request head.'),
  dropped_unclassified_pieces: loss(
    'parser',
    'theirs',
    'Bytes of connections of which it is not known what they speak, beyond what is kept of them.',
  ),
  dropped_unanswered_requests: loss(
    'table',
    'theirs',
    'More requests were waiting on one connection than are kept: the oldest were written without their answer.',
  ),
  dropped_connections: loss(
    'table',
    'ours',
    'More connections at once than are followed: the longest idle were let go.',
    MORE_CONNECTIONS,
  ),
  dropped_half_open: loss(
    'table',
    'ours',
    'More half-open connections at once than are remembered: the oldest got no row. This is what a SYN flood looks like.',
    'See the half-open ones under Connections.',
  ),
  dropped_buffer_budget: loss(
    'table',
    'ours',
    'Unfinished requests held more memory than they may: the connection that held some for longest was let go.',
    'Raise max_buffered_bytes, if the machine has the memory.',
  ),
  dropped_quic_connections: loss(
    'table',
    'ours',
    'More QUIC connections were opening at once than are followed, or they held too many bytes.',
    MORE_CONNECTIONS,
  ),
  dropped_disk_rows: loss(
    'spool',
    'ours',
    'Rows could not be written to the spool: the disk is full or refuses.',
    'Make room in VIGIE_STATE_DIR.',
  ),
  dropped_spool_rows: loss(
    'spool',
    'ours',
    'The spool was full, so its oldest rows gave way: the store was away for too long.',
    'Bring the store back, or raise spool_bytes.',
  ),
  dropped_spool_bytes: loss('spool', 'ours', 'How many bytes those rows were.'),
  dropped_torn_rows: loss(
    'spool',
    'ours',
    'Half-written rows at the end of a spool file: the sensor or the machine was killed in the middle of a write.',
  ),
  dropped_unreadable_spool_files: loss(
    'spool',
    'ours',
    'Files in the spool that are not the sensor’s, or cannot be read; they stay where they are.',
    'Look into the folder spool of VIGIE_STATE_DIR.',
  ),
  dropped_unreadable_rows: loss(
    'spool',
    'ours',
    'Rows in the spool that could not be read again.',
    'Check the disk that holds VIGIE_STATE_DIR.',
  ),
  dropped_file_rows: loss(
    'output',
    'ours',
    'Rows for a file that could not be written: the disk is full, or the place refuses.',
    'Make room, or look at the rights of its folder.',
  ),
  dropped_stdout_rows: loss(
    'output',
    'ours',
    'Rows for standard output that its reader did not take in time.',
    'A slower reader needs a file.',
  ),
  dropped_unix_absent: loss(
    'output',
    'ours',
    'Connections for a UNIX socket at which nobody listened.',
    'Start the receiver, or take the output out of the settings.',
  ),
  dropped_unix_full: loss(
    'output',
    'ours',
    'Connections for a UNIX socket whose receiver did not keep up.',
    'A faster receiver, or a longer queue: net.unix.max_dgram_qlen.',
  ),
  dropped_unix_refused: loss(
    'output',
    'ours',
    'Connections that the UNIX socket refused.',
    'Look at the rights of the socket’s file.',
  ),
}

/** Whether evidence is missing that should be there; of a cause without words one must fear it. */
export function isOurLoss(cause: string): boolean {
  return (LOSS_WORDS[cause]?.blame ?? 'ours') === 'ours'
}

/** Whether a sensor loses now what should be there; what a client or server sent wrongly is no loss of ours. */
export function isLosing({ losses }: { losses: readonly { cause: string; recent: number }[] }): boolean {
  return losses.some(({ cause, recent }) => recent > 0 && isOurLoss(cause))
}
