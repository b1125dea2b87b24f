/* The few kernel structures that are read, relocated at load time (CO-RE): no vmlinux.h. */
#ifndef VIGIE_KERNEL_H
#define VIGIE_KERNEL_H

/* Makes libbpf's headers use the kernel's register names (di, not rdi). */
#define __VMLINUX_H__

#include <linux/bpf.h>
#include <linux/types.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

#if defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
    __u64 regs[31];
    __u64 sp;
    __u64 pc;
    __u64 pstate;
};
struct pt_regs {
    struct user_pt_regs user_regs;
    __u64 orig_x0;
    __s32 syscallno;
};
#else
struct pt_regs {
    unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, sp;
};
#endif

struct in6_addr {
    union {
        __u8 u6_addr8[16];
    } in6_u;
};

struct sock_common {
    __be32 skc_daddr;
    __be32 skc_rcv_saddr;
    __be16 skc_dport;
    __u16 skc_num;
    unsigned short skc_family;
    struct in6_addr skc_v6_daddr;
    struct in6_addr skc_v6_rcv_saddr;
};

struct sock {
    struct sock_common __sk_common;
    __u32 sk_max_ack_backlog;
    int sk_err;
    __u16 sk_type;
    __u16 sk_protocol;
    __u8 sk_shutdown;
};

struct tcp_sock {
    __u32 copied_seq;
    __u32 write_seq;
    __u32 rcv_nxt;
    __u32 snd_una;
    __u64 bytes_received;
    __u64 bytes_acked;
};

#pragma clang attribute pop

struct task_struct;

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

enum {
    AF_INET = 2,
    AF_INET6 = 10,
    IP_PROTOCOL_TCP = 6,
    IP_PROTOCOL_UDP = 17,
    /* include/net/tcp_states.h */
    TCP_ESTABLISHED = 1,
    TCP_SYN_RECV = 3,
    TCP_CLOSE = 7,
    TCP_LISTEN = 10,
    RECEIVE_SHUTDOWN = 1,
    MSG_PEEK = 2,
    MSG_TRUNC = 0x20,
    EAGAIN = 11,
    EPIPE = 32,
    ECONNRESET = 104,
};

#endif
