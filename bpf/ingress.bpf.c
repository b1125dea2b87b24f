/* The client's first words on the wire: its SYN, the segments of its ClientHello, its QUIC Initials. */
#include "packet.h"

enum {
    /* Every program on the interface has its say (TCX_NEXT, TC_ACT_UNSPEC). */
    NEXT = -1,
    SEGMENT_PIECES_MAX = 12,
    /* Datagrams that the kernel merged into one packet. */
    DATAGRAMS_MAX = 8,
    /* RFC 9000 section 14.1: a client pads the datagram of its Initial. */
    INITIAL_DATAGRAM_MIN = 1200,
};

/* A ClientHello longer than this is no browser's; a fragmented one costs 5 bytes of header for each record. */
#define HELLO_MAX (20 * 1024)
#define SEGMENT_SIZE 2048
#define SEGMENT_DATA (SEGMENT_SIZE - sizeof(struct segment_record))
#define DATAGRAM_DATA (SEGMENT_SIZE - sizeof(struct datagram_record))

static __always_inline void emit_syn(struct __sk_buff *skb, const struct packet *packet) {
    struct syn_record *record = reserve_unless_busy(sizeof(*record));
    if (!record)
        return;
    __u64 length = packet->options_length;
    fill_header(&record->header, RECORD_SYN, 0);
    record->key = packet->key;
    record->sequence = packet->sequence;
    record->ip_meta_id = packet->ip_id;
    record->ip_meta_total_length = packet->ip_total_length;
    record->tcp_meta_window_size = packet->window;
    record->ip_meta_ttl = packet->ttl;
    record->ip_meta_df = packet->dont_fragment;
    __builtin_memset(record->tcp_options, 0, sizeof(record->tcp_options));
    if (length > sizeof(record->tcp_options))
        length = sizeof(record->tcp_options);
    if (length && bpf_skb_load_bytes(skb, packet->options_at, record->tcp_options, length))
        length = 0;
    record->tcp_options_length = length;
    record->_pad = 0;
    submit(record, sizeof(*record), 0);
}

static __always_inline int emit_segment_piece(struct __sk_buff *skb, const struct packet *packet, __u32 done) {
    __u64 length = packet->payload_length - done;
    asm volatile("" : "+r"(length));
    if (length > SEGMENT_DATA)
        length = SEGMENT_DATA;
    if (!length)
        return 0;
    struct segment_record *record = reserve_unless_busy(SEGMENT_SIZE);
    if (!record)
        return 0;
    if (bpf_skb_load_bytes(skb, packet->payload_at + done, record + 1, length)) {
        bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
        count(DROPPED_UNREADABLE);
        return 0;
    }
    fill_header(&record->header, RECORD_SEGMENT, length);
    record->key = packet->key;
    record->sequence = packet->sequence + done;
    submit(record, SEGMENT_SIZE, length);
    return length;
}

/* A hello in one record says how long it is; one in many pieces may fill the whole allowance. */
static __always_inline __u32 hello_limit(struct __sk_buff *skb, const struct packet *packet) {
    __u8 bytes[9];
    if (packet->payload_length < sizeof(bytes) || bpf_skb_load_bytes(skb, packet->payload_at, bytes, sizeof(bytes)))
        return HELLO_MAX;
    __u32 record_length = bytes[3] << 8 | bytes[4];
    __u32 hello_length = bytes[6] << 16 | bytes[7] << 8 | bytes[8];
    return hello_length + 4 <= record_length ? hello_length + 9 : HELLO_MAX;
}

/* A connection whose SYN was not seen: a handshake record (22) that holds a ClientHello (1) is where it begins. */
static __always_inline struct hello_flow *begin_hello(struct __sk_buff *skb, const struct packet *packet) {
    __u8 bytes[6];
    if (packet->payload_length < sizeof(bytes) || bpf_skb_load_bytes(skb, packet->payload_at, bytes, sizeof(bytes)) ||
        bytes[0] != 0x16 || bytes[1] != 3 || bytes[5] != 1)
        return NULL;
    struct hello_flow flow = {.first_sequence = packet->sequence, .limit = HELLO_MAX};
    bpf_map_update_elem(&hello_flows, &packet->key, &flow, BPF_ANY);
    return bpf_map_lookup_elem(&hello_flows, &packet->key);
}

/* The first bytes of a PROXY header, text or binary: TLS may follow it (proxy-protocol.txt, sections 2.1 and 2.2). */
static __always_inline int begins_proxy_header(const __u8 *bytes) {
    return (bytes[0] == 'P' && bytes[1] == 'R' && bytes[2] == 'O' && bytes[3] == 'X' && bytes[4] == 'Y') ||
           (bytes[0] == '\r' && bytes[1] == '\n' && bytes[2] == '\r' && bytes[3] == '\n' && bytes[4] == 0);
}

/*
 * After a HelloRetryRequest the client says hello again (RFC 8446 section 4.1.2), behind a change_cipher_spec maybe
 * (appendix D.4). How many bytes of the packet and what follows belong to that; 0: it says something else.
 */
static __always_inline __u32 second_hello_length(struct __sk_buff *skb, const struct packet *packet) {
    __u8 bytes[6];
    __u32 skipped = 0;
    if (bpf_skb_load_bytes(skb, packet->payload_at, bytes, sizeof(bytes)))
        return 0;
    if (bytes[0] == 0x14 && bytes[3] == 0 && bytes[4] == 1) {
        skipped = sizeof(bytes);
        if (bpf_skb_load_bytes(skb, packet->payload_at + skipped, bytes, sizeof(bytes)))
            return 0;
    }
    return bytes[0] == 0x16 && bytes[5] == 1 ? skipped + 5 + (bytes[3] << 8 | bytes[4]) : 0;
}

static __always_inline void follow_hello(struct __sk_buff *skb, struct packet *packet) {
    struct hello_flow *flow = bpf_map_lookup_elem(&hello_flows, &packet->key);
    if (!flow)
        flow = begin_hello(skb, packet);
    if (!flow)
        return;
    __u32 position = packet->sequence - flow->first_sequence;
    __u8 first[5] = {};
    if (position == 0) {
        if (bpf_skb_load_bytes(skb, packet->payload_at, first, packet->payload_length < 5 ? 1 : 5) ||
            (first[0] != 0x16 && !begins_proxy_header(first))) {
            bpf_map_delete_elem(&hello_flows, &packet->key);
            return;
        }
        if (first[0] == 0x16)
            flow->limit = hello_limit(skb, packet);
    } else if (position == flow->limit && flow->limit < HELLO_MAX) {
        flow->limit += second_hello_length(skb, packet);
    }
    if (position >= flow->limit)
        return;
    if (packet->payload_length > flow->limit - position)
        packet->payload_length = flow->limit - position;
    __u32 done = 0;
    for (int i = 0; i < SEGMENT_PIECES_MAX; i++) {
        int length = emit_segment_piece(skb, packet, done);
        if (length <= 0)
            return;
        done += length;
    }
}

static __always_inline void on_segment(struct __sk_buff *skb, struct packet *packet) {
    if ((packet->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) {
        struct hello_flow flow = {.first_sequence = packet->sequence + 1, .limit = HELLO_MAX};
        bpf_map_update_elem(&hello_flows, &packet->key, &flow, BPF_ANY);
        emit_syn(skb, packet);
    } else if (packet->payload_length) {
        follow_hello(skb, packet);
    } else if (packet->flags & (TCP_FIN | TCP_RST)) {
        bpf_map_delete_elem(&hello_flows, &packet->key);
    }
}

/*
 * RFC 9000 section 17.2: long header form, the fixed bit, a version, and the type, which is 0 for Initial;
 * RFC 9369 section 3.2: 1 in version 2.
 */
static __always_inline int is_initial(const __u8 *bytes) {
    __u32 version = bytes[1] << 24 | bytes[2] << 16 | bytes[3] << 8 | bytes[4];
    __u8 type = bytes[0] >> 4 & 3;
    return (bytes[0] & 0xc0) == 0xc0 && version && type == (version == 0x6b3343cf ? 1 : 0);
}

static __always_inline void emit_datagram(struct __sk_buff *skb, const struct packet *packet, __u32 at, __u64 length) {
    asm volatile("" : "+r"(length));
    if (length > DATAGRAM_DATA)
        length = DATAGRAM_DATA;
    if (length < INITIAL_DATAGRAM_MIN)
        return;
    struct datagram_record *record = reserve_unless_busy(SEGMENT_SIZE);
    if (!record)
        return;
    if (bpf_skb_load_bytes(skb, at, record + 1, length)) {
        bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
        count(DROPPED_UNREADABLE);
        return;
    }
    fill_header(&record->header, RECORD_DATAGRAM, length);
    record->key = packet->key;
    record->_pad = 0;
    submit(record, SEGMENT_SIZE, length);
}

static __always_inline void on_datagrams(struct __sk_buff *skb, const struct packet *packet) {
    __u8 bytes[5];
    __u32 size = skb->gso_size ? skb->gso_size : packet->payload_length;
    __u32 done = 0;
    for (int i = 0; i < DATAGRAMS_MAX && done < packet->payload_length; i++) {
        __u32 length = packet->payload_length - done < size ? packet->payload_length - done : size;
        __u32 at = packet->payload_at + done;
        if (length >= INITIAL_DATAGRAM_MIN && !bpf_skb_load_bytes(skb, at, bytes, sizeof(bytes)) && is_initial(bytes))
            emit_datagram(skb, packet, at, length);
        done += size;
    }
}

static __always_inline int on_packet(struct __sk_buff *skb, enum link_layer link) {
    struct packet packet = {};
    if (parse_packet(skb, link, &packet))
        return NEXT;
    if (packet.protocol == IP_PROTOCOL_TCP) {
        if (!is_ignored_port(bpf_ntohs(packet.key.dst_port)))
            on_segment(skb, &packet);
    } else if (is_quic_port(bpf_ntohs(packet.key.dst_port))) {
        if (packet.is_cut)
            count(DROPPED_FRAGMENTS);
        else
            on_datagrams(skb, &packet);
    }
    return NEXT;
}

SEC("tc")
int on_ingress(struct __sk_buff *skb) { return on_packet(skb, LINK_ETHERNET); }

SEC("tc")
int on_ingress_ip(struct __sk_buff *skb) { return on_packet(skb, LINK_NONE); }
