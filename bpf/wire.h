/* Everything that crosses from the kernel to the sensor; sensor/wire/layout.generated.ts is printed from it. */
#ifndef VIGIE_WIRE_H
#define VIGIE_WIRE_H

#include <linux/types.h>

enum record_kind {
    RECORD_SYN = 1,
    RECORD_SEGMENT = 2,
    RECORD_STREAM = 3,
    RECORD_CLOSE = 4,
    RECORD_LISTEN = 5,
    RECORD_ESTABLISHED = 6,
    RECORD_DATAGRAM = 7,
    RECORD_NOT_DECRYPTED = 8,
};

enum stream_direction {
    DIRECTION_IN = 0,
    DIRECTION_OUT = 1,
};

enum stream_scheme {
    SCHEME_HTTP = 0,
    SCHEME_HTTPS = 1,
};

enum close_reason {
    CLOSE_CLOSED = 0,
    CLOSE_RESET = 1,
};

/* Index into the counters map; the lower-case name is what the sensor reports. */
enum counter {
    RECORDS = 0,
    BYTES = 1,
    DROPPED_RING_FULL = 2,
    /* The user's memory could not be read. */
    DROPPED_UNREADABLE = 3,
    /* Read by a system call whose buffers are not known here (io_uring, splice). */
    DROPPED_UNKNOWN_SYSCALL = 4,
    /* The tail of a read longer than one read may emit. */
    DROPPED_READ_TAIL = 5,
    /* Reads within a long unanswered request: a body. */
    DROPPED_BODY = 6,
    /* Reads from a connection that speaks neither HTTP nor TLS. */
    DROPPED_NOT_HTTP = 7,
    /* Decrypted bytes whose connection is not known. */
    DROPPED_TLS_UNBOUND = 8,
    /* TLS connections that ended without any decrypted byte: a TLS stack that is not probed. */
    DROPPED_TLS_NOT_DECRYPTED = 9,
    /* Reads from a socket whose connection had ended: bytes that can no longer be attributed. */
    DROPPED_AFTER_CLOSE = 10,
    /* SYNs, ends of handshakes, segments and datagrams refused while the ring is nearly full: requests go first. */
    DROPPED_RING_BUSY = 11,
    /* Fragments of IP packets after the first: what they carry of a ClientHello is missing. */
    DROPPED_FRAGMENTS = 12,
    COUNTERS = 13,
};

/* Network byte order; IPv4 as ::ffff:a.b.c.d. The client is src whichever way the bytes went. */
struct connection_key {
    __u8 src_ip[16];
    __u8 dst_ip[16];
    __u16 src_port;
    __u16 dst_port;
};

struct record_header {
    __u32 kind;
    /* Bytes that follow the record's fixed part. */
    __u32 data_length;
    /* CLOCK_MONOTONIC. */
    __u64 time_ns;
};

struct syn_record {
    struct record_header header;
    struct connection_key key;
    __u32 sequence;
    __u16 ip_meta_id;
    __u16 ip_meta_total_length;
    __u16 tcp_meta_window_size;
    __u8 ip_meta_ttl;
    __u8 ip_meta_df;
    __u8 tcp_options[40];
    __u32 tcp_options_length;
    __u32 _pad;
};

struct segment_record {
    struct record_header header;
    struct connection_key key;
    __u32 sequence;
};

struct stream_record {
    struct record_header header;
    struct connection_key key;
    __u8 direction;
    __u8 scheme;
    __u8 _pad[2];
    __u64 offset;
};

struct close_record {
    struct record_header header;
    struct connection_key key;
    __u32 reason;
};

/* A process began to listen: the moment to look at the TLS library that it has loaded. */
struct listen_record {
    struct record_header header;
    __u32 pid;
    __u16 port;
    __u8 _pad[2];
};

/* The client's handshake ended; its connection waits for accept(). */
struct established_record {
    struct record_header header;
    struct connection_key key;
    __u32 _pad;
};

/* A whole UDP datagram that begins with a QUIC Initial packet. */
struct datagram_record {
    struct record_header header;
    struct connection_key key;
    __u32 _pad;
};

/* A TLS connection that this process served has ended, and nothing of it could be decrypted. */
struct not_decrypted_record {
    struct record_header header;
    __u32 pid;
    __u16 port;
    __u8 _pad[2];
};

#endif
