/* From a frame to the TCP segment or UDP datagram that it carries. */
#ifndef VIGIE_PACKET_H
#define VIGIE_PACKET_H

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
    IPV4_MORE_FRAGMENTS = 0x2000,
    IPV4_FRAGMENT_OFFSET = 0x1fff,
    IPV6_HOP_BY_HOP = 0,
    IPV6_ROUTING = 43,
    IPV6_FRAGMENT = 44,
    IPV6_AUTHENTICATION = 51,
    IPV6_DESTINATION = 60,
    IPV6_EXTENSIONS_MAX = 6,
    VLAN_TAGS_MAX = 3,
};

/* Whether a device's frames begin with an Ethernet header or with the IP header (tunnels). */
enum link_layer {
    LINK_ETHERNET = 0,
    LINK_NONE = 1,
};

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

struct udp_header {
    __be16 source;
    __be16 destination;
    __be16 length;
    __be16 checksum;
};

struct packet {
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
    __u8 protocol;
    /* The first fragment of a packet: its end is missing. */
    __u8 is_cut;
    __u8 _pad;
};

/* Where the IP header begins; the ethertype goes to *type. */
static __always_inline __u32 skip_link_layer(struct __sk_buff *skb, enum link_layer link, __u16 *type) {
    __u32 at = 12;
    __be16 ethertype = 0;
    *type = bpf_ntohs(skb->protocol);
    if (link == LINK_NONE)
        return 0;
    for (int tags = 0; tags <= VLAN_TAGS_MAX; tags++) {
        if (bpf_skb_load_bytes(skb, at, &ethertype, sizeof(ethertype)))
            break;
        *type = bpf_ntohs(ethertype);
        at += 2;
        if (*type != ETHERTYPE_VLAN && *type != ETHERTYPE_QINQ)
            break;
        at += 2;
    }
    return at;
}

static __always_inline int parse_ipv4(struct __sk_buff *skb, __u32 *at, __u32 *end, struct packet *packet) {
    struct ipv4_header ip;
    if (bpf_skb_load_bytes(skb, *at, &ip, sizeof(ip)) || (ip.version_length & 15) < 5)
        return -1;
    packet->protocol = ip.protocol;
    if (ip.protocol != IP_PROTOCOL_TCP && ip.protocol != IP_PROTOCOL_UDP)
        return -1;
    if (ip.fragment & bpf_htons(IPV4_FRAGMENT_OFFSET)) {
        count(DROPPED_FRAGMENTS);
        return -1;
    }
    map_ipv4(packet->key.src_ip, ip.source);
    map_ipv4(packet->key.dst_ip, ip.destination);
    packet->ttl = ip.ttl;
    packet->ip_id = bpf_ntohs(ip.id);
    packet->ip_total_length = bpf_ntohs(ip.total_length);
    packet->dont_fragment = !!(ip.fragment & bpf_htons(0x4000));
    packet->is_cut = !!(ip.fragment & bpf_htons(IPV4_MORE_FRAGMENTS));
    *end = *at + packet->ip_total_length;
    *at += (ip.version_length & 15) * 4;
    return 0;
}

/* The first fragment goes on with its headers; later ones have none. */
static __always_inline int skip_ipv6_extensions(struct __sk_buff *skb, __u32 *at, __u8 next, struct packet *packet) {
    __u8 extension[4];
    for (int i = 0; i < IPV6_EXTENSIONS_MAX; i++) {
        if (next == IP_PROTOCOL_TCP || next == IP_PROTOCOL_UDP) {
            packet->protocol = next;
            return 0;
        }
        if (next != IPV6_HOP_BY_HOP && next != IPV6_ROUTING && next != IPV6_DESTINATION && next != IPV6_FRAGMENT &&
            next != IPV6_AUTHENTICATION)
            return -1;
        if (bpf_skb_load_bytes(skb, *at, extension, sizeof(extension)))
            return -1;
        /* RFC 8200 section 4.5: the offset is in the upper 13 bits, the lowest says that more follow. */
        if (next == IPV6_FRAGMENT && (extension[2] || extension[3] & 0xf8)) {
            count(DROPPED_FRAGMENTS);
            return -1;
        }
        if (next == IPV6_FRAGMENT) {
            packet->is_cut = extension[3] & 1;
            *at += 8;
        } else if (next == IPV6_AUTHENTICATION) {
            *at += (extension[1] + 2) * 4;
        } else {
            *at += (extension[1] + 1) * 8;
        }
        next = extension[0];
    }
    return -1;
}

static __always_inline int parse_ipv6(struct __sk_buff *skb, __u32 *at, __u32 *end, struct packet *packet) {
    struct ipv6_header ip;
    if (bpf_skb_load_bytes(skb, *at, &ip, sizeof(ip)))
        return -1;
    __builtin_memcpy(packet->key.src_ip, ip.source, 16);
    __builtin_memcpy(packet->key.dst_ip, ip.destination, 16);
    packet->ttl = ip.hop_limit;
    packet->ip_total_length = bpf_ntohs(ip.payload_length) + sizeof(ip);
    *at += sizeof(ip);
    *end = *at + bpf_ntohs(ip.payload_length);
    return skip_ipv6_extensions(skb, at, ip.next_header, packet);
}

static __always_inline int parse_tcp(struct __sk_buff *skb, __u32 at, struct packet *packet) {
    struct tcp_header tcp;
    if (bpf_skb_load_bytes(skb, at, &tcp, sizeof(tcp)))
        return -1;
    __u32 header_length = (tcp.data_offset >> 4) * 4;
    if (header_length < sizeof(tcp))
        return -1;
    packet->key.src_port = tcp.source;
    packet->key.dst_port = tcp.destination;
    packet->sequence = bpf_ntohl(tcp.sequence);
    packet->flags = tcp.flags;
    packet->window = bpf_ntohs(tcp.window);
    packet->options_at = at + sizeof(tcp);
    packet->options_length = header_length - sizeof(tcp);
    packet->payload_at = at + header_length;
    return 0;
}

static __always_inline int parse_udp(struct __sk_buff *skb, __u32 at, struct packet *packet) {
    struct udp_header udp;
    if (bpf_skb_load_bytes(skb, at, &udp, sizeof(udp)))
        return -1;
    packet->key.src_port = udp.source;
    packet->key.dst_port = udp.destination;
    packet->payload_at = at + sizeof(udp);
    return 0;
}

static __always_inline int parse_packet(struct __sk_buff *skb, enum link_layer link, struct packet *packet) {
    __u16 type = 0;
    __u32 end = 0;
    __u32 at = skip_link_layer(skb, link, &type);
    if (type == ETHERTYPE_IPV4) {
        if (parse_ipv4(skb, &at, &end, packet))
            return -1;
    } else if (type != ETHERTYPE_IPV6 || parse_ipv6(skb, &at, &end, packet)) {
        return -1;
    }
    if (packet->protocol == IP_PROTOCOL_UDP ? parse_udp(skb, at, packet) : parse_tcp(skb, at, packet))
        return -1;
    /* The length of a merged or jumbo packet may not fit the IP header. */
    if (end <= at || end > skb->len || skb->gso_size)
        end = skb->len;
    packet->payload_length = end > packet->payload_at ? end - packet->payload_at : 0;
    return 0;
}

#endif
