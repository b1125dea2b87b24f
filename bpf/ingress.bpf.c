/* The client's first words on the wire: its SYN, and the segments that carry its ClientHello. */
#include "emit.h"
#include "connection.h"

enum {
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_IPV6 = 0x86dd,
    ETHERTYPE_VLAN = 0x8100,
    ETHERTYPE_QINQ = 0x88a8,
    TCP_FIN = 1,
    TCP_SYN = 2,
    TCP_RST = 4,
    TCP_ACK = 16,
    /* Every program on the interface has its say (TCX_NEXT, TC_ACT_UNSPEC). */
    NEXT = -1,
    SEGMENT_PIECES_MAX = 12,
};

/* A ClientHello longer than this is no browser's; a fragmented one costs 5 bytes of header for each record. */
#define HELLO_MAX (20 * 1024)
#define SEGMENT_SIZE 2048
#define SEGMENT_DATA (SEGMENT_SIZE - sizeof(struct segment_record))

struct ipv4_header {
    __u8 version_length;
    __u8 service;
    __be16 total_length;
    __be16 id;
    __be16 fragment;
    __u8 ttl;
    __u8 protocol;
    __be16 checksum;
    __be32 source;
    __be32 destination;
};

struct ipv6_header {
    __be32 version_flow;
    __be16 payload_length;
    __u8 next_header;
    __u8 hop_limit;
    __u8 source[16];
    __u8 destination[16];
};

struct tcp_header {
    __be16 source;
    __be16 destination;
    __be32 sequence;
    __be32 acknowledgement;
    __u8 data_offset;
    __u8 flags;
    __be16 window;
    __be16 checksum;
    __be16 urgent;
};

struct segment {
    struct connection_key key;
    __u32 sequence;
    __u32 options_at;
    __u32 options_length;
    __u32 payload_at;
    __u32 payload_length;
    __u16 ip_id;
    __u16 ip_total_length;
    __u16 window;
    __u8 ttl;
    __u8 dont_fragment;
    __u8 flags;
    __u8 _pad[3];
};

/* Where the IP header begins; the ethertype goes to *type. Devices without link layer begin with it. */
static __always_inline __u32 skip_link_layer(struct __sk_buff *skb, __u16 *type) {
    __u32 at = 12;
    __be16 ethertype = 0;
    for (int tags = 0; tags < 3; tags++) {
        if (bpf_skb_load_bytes(skb, at, &ethertype, sizeof(ethertype)))
            break;
        *type = bpf_ntohs(ethertype);
        if (*type == ETHERTYPE_IPV4 || *type == ETHERTYPE_IPV6)
            return at + 2;
        if (*type != ETHERTYPE_VLAN && *type != ETHERTYPE_QINQ)
            break;
        at += 4;
    }
    *type = bpf_ntohs(skb->protocol);
    return 0;
}

static __always_inline int parse_ipv4(struct __sk_buff *skb, __u32 *at, __u32 *end, struct segment *segment) {
    struct ipv4_header ip;
    if (bpf_skb_load_bytes(skb, *at, &ip, sizeof(ip)) || ip.protocol != IP_PROTOCOL_TCP ||
        (ip.fragment & bpf_htons(0x3fff)))
        return -1;
    map_ipv4(segment->key.src_ip, ip.source);
    map_ipv4(segment->key.dst_ip, ip.destination);
    segment->ttl = ip.ttl;
    segment->ip_id = bpf_ntohs(ip.id);
    segment->ip_total_length = bpf_ntohs(ip.total_length);
    segment->dont_fragment = !!(ip.fragment & bpf_htons(0x4000));
    *end = *at + segment->ip_total_length;
    *at += (ip.version_length & 15) * 4;
    return 0;
}

static __always_inline int parse_ipv6(struct __sk_buff *skb, __u32 *at, __u32 *end, struct segment *segment) {
    struct ipv6_header ip;
    __u8 extension[2];
    if (bpf_skb_load_bytes(skb, *at, &ip, sizeof(ip)))
        return -1;
    __builtin_memcpy(segment->key.src_ip, ip.source, 16);
    __builtin_memcpy(segment->key.dst_ip, ip.destination, 16);
    segment->ttl = ip.hop_limit;
    segment->ip_total_length = bpf_ntohs(ip.payload_length) + sizeof(ip);
    *at += sizeof(ip);
    *end = *at + bpf_ntohs(ip.payload_length);
    __u8 next = ip.next_header;
    /* Hop-by-hop options, routing, destination options. */
    for (int i = 0; i < 4 && (next == 0 || next == 43 || next == 60); i++) {
        if (bpf_skb_load_bytes(skb, *at, extension, sizeof(extension)))
            return -1;
        next = extension[0];
        *at += (extension[1] + 1) * 8;
    }
    return next == IP_PROTOCOL_TCP ? 0 : -1;
}

static __always_inline int parse_segment(struct __sk_buff *skb, struct segment *segment) {
    struct tcp_header tcp;
    __u16 type = 0;
    __u32 end = 0;
    __u32 at = skip_link_layer(skb, &type);
    if (type == ETHERTYPE_IPV4) {
        if (parse_ipv4(skb, &at, &end, segment))
            return -1;
    } else if (type == ETHERTYPE_IPV6) {
        if (parse_ipv6(skb, &at, &end, segment))
            return -1;
    } else {
        return -1;
    }
    if (bpf_skb_load_bytes(skb, at, &tcp, sizeof(tcp)))
        return -1;
    __u32 header_length = (tcp.data_offset >> 4) * 4;
    if (header_length < sizeof(tcp))
        return -1;
    segment->key.src_port = tcp.source;
    segment->key.dst_port = tcp.destination;
    segment->sequence = bpf_ntohl(tcp.sequence);
    segment->flags = tcp.flags;
    segment->window = bpf_ntohs(tcp.window);
    segment->options_at = at + sizeof(tcp);
    segment->options_length = header_length - sizeof(tcp);
    segment->payload_at = at + header_length;
    /* The length of a merged or jumbo packet may not fit the IP header. */
    if (end <= at || end > skb->len || skb->gso_size)
        end = skb->len;
    segment->payload_length = end > segment->payload_at ? end - segment->payload_at : 0;
    return 0;
}

static __always_inline void emit_syn(struct __sk_buff *skb, const struct segment *segment) {
    struct syn_record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
    if (!record) {
        count(DROPPED_RING_FULL);
        return;
    }
    __u64 length = segment->options_length;
    fill_header(&record->header, RECORD_SYN, 0);
    record->key = segment->key;
    record->sequence = segment->sequence;
    record->ip_meta_id = segment->ip_id;
    record->ip_meta_total_length = segment->ip_total_length;
    record->tcp_meta_window_size = segment->window;
    record->ip_meta_ttl = segment->ttl;
    record->ip_meta_df = segment->dont_fragment;
    __builtin_memset(record->tcp_options, 0, sizeof(record->tcp_options));
    if (length > sizeof(record->tcp_options))
        length = sizeof(record->tcp_options);
    if (length && bpf_skb_load_bytes(skb, segment->options_at, record->tcp_options, length))
        length = 0;
    record->tcp_options_length = length;
    record->_pad = 0;
    submit(record, sizeof(*record), 0);
}

static __always_inline int emit_segment_piece(struct __sk_buff *skb, const struct segment *segment, __u32 done) {
    __u64 length = segment->payload_length - done;
    asm volatile("" : "+r"(length));
    if (length > SEGMENT_DATA)
        length = SEGMENT_DATA;
    if (!length)
        return 0;
    struct segment_record *record = bpf_ringbuf_reserve(&ring, SEGMENT_SIZE, 0);
    if (!record) {
        count(DROPPED_RING_FULL);
        return 0;
    }
    if (bpf_skb_load_bytes(skb, segment->payload_at + done, record + 1, length)) {
        bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
        count(DROPPED_UNREADABLE);
        return 0;
    }
    fill_header(&record->header, RECORD_SEGMENT, length);
    record->key = segment->key;
    record->sequence = segment->sequence + done;
    submit(record, SEGMENT_SIZE, length);
    return length;
}

/* A hello in one record says how long it is; one in many pieces may fill the whole allowance. */
static __always_inline __u32 hello_limit(struct __sk_buff *skb, const struct segment *segment) {
    __u8 bytes[9];
    if (segment->payload_length < sizeof(bytes) || bpf_skb_load_bytes(skb, segment->payload_at, bytes, sizeof(bytes)))
        return HELLO_MAX;
    __u32 record_length = bytes[3] << 8 | bytes[4];
    __u32 hello_length = bytes[6] << 16 | bytes[7] << 8 | bytes[8];
    return hello_length + 4 <= record_length ? hello_length + 9 : HELLO_MAX;
}

static __always_inline void follow_hello(struct __sk_buff *skb, struct segment *segment) {
    struct hello_flow *flow = bpf_map_lookup_elem(&hello_flows, &segment->key);
    if (!flow)
        return;
    __u32 position = segment->sequence - flow->first_sequence;
    __u8 first = 0;
    if (position == 0) {
        if (bpf_skb_load_bytes(skb, segment->payload_at, &first, 1) || first != 0x16) {
            bpf_map_delete_elem(&hello_flows, &segment->key);
            return;
        }
        flow->limit = hello_limit(skb, segment);
    }
    if (position >= flow->limit)
        return;
    if (segment->payload_length > flow->limit - position)
        segment->payload_length = flow->limit - position;
    __u32 done = 0;
    for (int i = 0; i < SEGMENT_PIECES_MAX; i++) {
        int length = emit_segment_piece(skb, segment, done);
        if (length <= 0)
            return;
        done += length;
    }
}

SEC("tc")
int on_ingress(struct __sk_buff *skb) {
    struct segment segment = {};
    if (parse_segment(skb, &segment) || is_ignored_port(bpf_ntohs(segment.key.dst_port)))
        return NEXT;
    if ((segment.flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) {
        struct hello_flow flow = {.first_sequence = segment.sequence + 1, .limit = HELLO_MAX};
        bpf_map_update_elem(&hello_flows, &segment.key, &flow, BPF_ANY);
        emit_syn(skb, &segment);
    } else if (segment.payload_length) {
        follow_hello(skb, &segment);
    } else if (segment.flags & (TCP_FIN | TCP_RST)) {
        bpf_map_delete_elem(&hello_flows, &segment.key);
    }
    return NEXT;
}
