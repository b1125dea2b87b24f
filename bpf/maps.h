#ifndef VIGIE_MAPS_H
#define VIGIE_MAPS_H

#include "kernel.h"
#include "wire.h"

/* Until this much waits, the sensor is not woken: it looks by itself every few milliseconds. */
#define WAKE_UP_BYTES (128 * 1024)

enum connection_class {
    CLASS_UNKNOWN = 0,
    CLASS_HTTP = 1,
    CLASS_HTTP2 = 2,
    CLASS_TLS = 3,
    CLASS_OTHER = 4,
};

/* Position in one plain stream, and where the server was last seen to answer. */
struct stream_position {
    __u64 read_offset;
    __u64 write_offset;
    __u64 unanswered_from;
    __u32 answered_write_seq;
    __u32 class;
};

/* What was last handed to the TLS library to be sent. How much of it was taken shows in the next call. */
struct tls_write {
    __u64 buffer;
    __u64 length;
    __u32 write_seq;
    /* The socket took no more: the same bytes will be handed over again. */
    __u32 blocked;
};

struct connection {
    struct connection_key key;
    /* TCP sequence numbers of stream offset 0. */
    __u32 read_base;
    __u32 write_base;
    __u32 tls_bound;
    /* The process that read first, and where the first TLS record it read ends. */
    __u32 reader;
    __u32 hello_end;
    /* A PROXY header came first: TLS may follow what looked plain. */
    __u32 proxied;
    struct tls_write last_write;
    /* Tells this connection from another one that got the same socket memory. */
    __u64 generation;
    struct stream_position tcp;
    struct stream_position tls;
};

enum tls_call_kind {
    TLS_CALL_NONE = 0,
    TLS_CALL_HANDSHAKE = 1,
    TLS_CALL_READ = 2,
    TLS_CALL_WRITE = 3,
};

/* What a thread is doing inside the TLS library, and the connection that waits for its SSL object. */
struct thread {
    __u64 ssl;
    __u64 buffer;
    __u64 requested;
    __u64 length_pointer;
    __u64 candidate_socket;
    __u64 candidate_ns;
    __u32 call;
    /* Whether the candidate was read from its beginning. */
    __u32 is_first_read;
};

struct tls_object {
    __u64 ssl;
    __u32 tgid;
    __u32 _pad;
};

/* socket 0: a TLS client or another socket that is not watched. */
struct tls_binding {
    __u64 socket;
    __u64 generation;
};

/* A read in progress, seen before the length it returns is known. */
struct pending_read {
    __u64 socket;
};

struct hello_flow {
    __u32 first_sequence;
    __u32 limit;
};

struct port_filter {
    /* One bit per server port; set: not watched. */
    __u8 ignored[8192];
    /* One bit per UDP port where QUIC is served. */
    __u8 quic[8192];
};

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 16 * 1024 * 1024);
} ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, COUNTERS);
    __type(key, __u32);
    __type(value, __u64);
} counters SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct port_filter);
} port_filters SEC(".maps");

/* By socket address. */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 131072);
    __type(key, __u64);
    __type(value, struct connection);
} connections SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 65536);
    __type(key, __u64);
    __type(value, struct thread);
} threads SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 65536);
    __type(key, __u64);
    __type(value, struct pending_read);
} pending_reads SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 131072);
    __type(key, struct tls_object);
    __type(value, struct tls_binding);
} tls_bindings SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 65536);
    __type(key, struct connection_key);
    __type(value, struct hello_flow);
} hello_flows SEC(".maps");

/* When this process was last named as one whose TLS is not decrypted. */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, __u64);
} named_processes SEC(".maps");

static __always_inline void count_many(__u32 counter, __u64 amount) {
    __u64 *value = bpf_map_lookup_elem(&counters, &counter);
    if (value)
        *value += amount;
}

static __always_inline void count(__u32 counter) { count_many(counter, 1); }

static __always_inline int is_ignored_port(__u16 port) {
    __u32 zero = 0;
    struct port_filter *filter = bpf_map_lookup_elem(&port_filters, &zero);
    return filter && (filter->ignored[(port >> 3) & 8191] & (1 << (port & 7)));
}

static __always_inline int is_quic_port(__u16 port) {
    __u32 zero = 0;
    struct port_filter *filter = bpf_map_lookup_elem(&port_filters, &zero);
    return filter && (filter->quic[(port >> 3) & 8191] & ~filter->ignored[(port >> 3) & 8191] & (1 << (port & 7)));
}

#endif
