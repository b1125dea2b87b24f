/* Server sockets: who is one, and where its streams stand. */
#ifndef VIGIE_CONNECTION_H
#define VIGIE_CONNECTION_H

#include "emit.h"

/* A client may send this much without an answer and still be in a request's head; beyond it is a body. */
#define UNANSWERED_MAX (256 * 1024)

static __always_inline void map_ipv4(__u8 *ip, __be32 address) {
    __builtin_memset(ip, 0, 10);
    ip[10] = 0xff;
    ip[11] = 0xff;
    __builtin_memcpy(ip + 12, &address, 4);
}

static __always_inline int read_key(struct sock *sk, struct connection_key *key) {
    __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
    if (family == AF_INET) {
        map_ipv4(key->src_ip, BPF_CORE_READ(sk, __sk_common.skc_daddr));
        map_ipv4(key->dst_ip, BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr));
    } else if (family == AF_INET6) {
        BPF_CORE_READ_INTO(&key->src_ip, sk, __sk_common.skc_v6_daddr);
        BPF_CORE_READ_INTO(&key->dst_ip, sk, __sk_common.skc_v6_rcv_saddr);
    } else {
        return -1;
    }
    key->src_port = BPF_CORE_READ(sk, __sk_common.skc_dport);
    key->dst_port = bpf_htons(BPF_CORE_READ(sk, __sk_common.skc_num));
    return 0;
}

static __always_inline int is_tcp(struct sock *sk) {
    __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
    /* Before 5.6 the protocol is a bit-field: the hook used there fires for TCP only. */
    return (family == AF_INET || family == AF_INET6) &&
           (!bpf_core_field_exists(sk->sk_protocol) || BPF_CORE_READ(sk, sk_protocol) == IP_PROTOCOL_TCP);
}

static __always_inline void remember_connection(struct sock *sk, __u64 read_offset, __u64 write_offset) {
    struct tcp_sock *tcp = (struct tcp_sock *)sk;
    struct connection connection = {.generation = bpf_ktime_get_ns()};
    __u64 id = (__u64)sk;
    if (read_key(sk, &connection.key))
        return;
    connection.tcp.read_offset = read_offset;
    connection.tcp.write_offset = write_offset;
    connection.tcp.answered_write_seq = BPF_CORE_READ(tcp, write_seq);
    connection.tls.answered_write_seq = connection.tcp.answered_write_seq;
    connection.read_base = BPF_CORE_READ(tcp, copied_seq) - (__u32)read_offset;
    connection.write_base = connection.tcp.answered_write_seq - (__u32)write_offset;
    bpf_map_update_elem(&connections, &id, &connection, BPF_ANY);
}

/*
 * A connection that was there before the sensor, or was displaced from the map. An accepted socket inherits its
 * listener's backlog; a client's socket has none. `just_read` bytes are not yet counted as read.
 */
static __always_inline struct connection *adopt_connection(struct sock *sk, __u32 just_read, __u32 just_written) {
    struct tcp_sock *tcp = (struct tcp_sock *)sk;
    __u64 id = (__u64)sk;
    __u16 port = BPF_CORE_READ(sk, __sk_common.skc_num);
    if (!BPF_CORE_READ(sk, sk_max_ack_backlog) || is_ignored_port(port))
        return NULL;
    /* Read after the close: its memory may soon be another connection's, and its port is gone already. */
    if (!port) {
        count(DROPPED_AFTER_CLOSE);
        return NULL;
    }
    __u32 waiting = BPF_CORE_READ(tcp, rcv_nxt) - BPF_CORE_READ(tcp, copied_seq);
    __u32 unacknowledged = BPF_CORE_READ(tcp, write_seq) - BPF_CORE_READ(tcp, snd_una);
    remember_connection(sk, BPF_CORE_READ(tcp, bytes_received) - waiting,
                        BPF_CORE_READ(tcp, bytes_acked) + unacknowledged);
    struct connection *connection = bpf_map_lookup_elem(&connections, &id);
    if (connection) {
        connection->tcp.read_offset -= just_read;
        connection->tcp.write_offset -= just_written;
    }
    return connection;
}

/*
 * Advances a position to where the socket stands after a call that moved `length` bytes, and tells where they began.
 * Bytes that moved unseen (splice, io_uring) thus become a gap, not a shift.
 */
static __always_inline __u64 advance(__u64 *offset, __u32 base, __u32 sequence, __u32 length, int shut_down) {
    __u32 moved = sequence - (base + (__u32)*offset);
    /* A FIN takes a sequence number. */
    if (moved < length || moved > 0x7fffffff || (shut_down && moved == length + 1))
        moved = length;
    *offset += moved;
    return *offset - length;
}

/* True within the body of a request: nothing was answered for a long while. HTTP/2 framing bears no gap. */
static __always_inline int is_body(struct stream_position *position, struct sock *sk, __u64 start) {
    __u32 write_seq = BPF_CORE_READ((struct tcp_sock *)sk, write_seq);
    if (write_seq != position->answered_write_seq) {
        position->answered_write_seq = write_seq;
        position->unanswered_from = start;
    }
    return position->class == CLASS_HTTP && start - position->unanswered_from > UNANSWERED_MAX;
}

/*
 * A server may answer early and read on: what begins like a request, or ends like one without a body, is let through.
 * Letters as read by a little-endian machine.
 */
static __always_inline int looks_like_request(__u32 first_bytes, __u32 last_bytes) {
    switch (first_bytes) {
    case 0x20544547: /* "GET " */
    case 0x54534f50: /* "POST" */
    case 0x44414548: /* "HEAD" */
    case 0x20545550: /* "PUT " */
    case 0x4954504f: /* "OPTI" */
    case 0x454c4544: /* "DELE" */
    case 0x43544150: /* "PATC" */
    case 0x4e4e4f43: /* "CONN" */
        return 1;
    default:
        return last_bytes == 0x0a0d0a0d;
    }
}

static __always_inline __u64 answer_bytes_max(const struct stream_position *position) {
    return position->class == CLASS_HTTP2 ? ANSWER_FRAMES_MAX : ANSWER_HEAD_MAX;
}

/* "PROX", or the empty lines that begin version 2, as read by a little-endian machine. */
static __always_inline int looks_like_proxy_header(__u32 first_bytes) {
    return first_bytes == 0x584f5250 || first_bytes == 0x0a0d0a0d;
}

static __always_inline __u32 class_of(__u32 first_bytes) {
    __u8 first = first_bytes & 0xff;
    /* A handshake record; application data of TLS 1.2 or 1.3, where a connection is joined late. */
    if (first == 0x16 || (first_bytes & 0xffffff) == 0x030317)
        return CLASS_TLS;
    /* "PRI " and "SSH-", as read by a little-endian machine. */
    if (first_bytes == 0x20495250)
        return CLASS_HTTP2;
    if (first_bytes == 0x2d485353)
        return CLASS_OTHER;
    /* A method, an empty line before it, or the PROXY protocol. */
    if ((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') || first == '\r' || first == '\n')
        return CLASS_HTTP;
    return CLASS_OTHER;
}

#endif
