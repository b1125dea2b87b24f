/*
 * One probe for a read and one for a write, where the library's code allows it: a trap costs more than what is done in
 * it. Needs probe cookies and the hook that tells what a socket took (6.6 and later).
 */
#include "tls-binding.h"

/* Registers that survive a call, by the numbers that sensor/source/ebpf/tls-read-end.ts gives them. */
struct saved_registers {
    __u64 values[8];
};

static __always_inline void read_saved_registers(const struct pt_regs *ctx, struct saved_registers *saved) {
#if defined(__TARGET_ARCH_arm64)
    __builtin_memset(saved, 0, sizeof(*saved));
#else
    saved->values[0] = ctx->bx;
    saved->values[1] = ctx->bp;
    saved->values[2] = ctx->r12;
    saved->values[3] = ctx->r13;
    saved->values[4] = ctx->r14;
    saved->values[5] = ctx->r15;
    saved->values[6] = 0;
    saved->values[7] = 0;
#endif
}

/* After ssl3_read_internal has called ssl_read_bytes. The cookie: where the object, the buffer, &length and `peek` are.
 */
SEC("uprobe")
int on_tls_read_end(struct pt_regs *ctx) {
    __u64 cookie = bpf_get_attach_cookie(ctx);
    struct saved_registers saved;
    read_saved_registers(ctx, &saved);
    __u64 ssl = saved.values[cookie & 7];
    __u64 length = 0;
    __u64 socket;
    if ((int)PT_REGS_RC(ctx) <= 0) {
        find_connection(ssl, &socket);
        return 0;
    }
    if ((__u32)saved.values[cookie >> 9 & 7])
        return 0;
    if (bpf_probe_read_user(&length, sizeof(length), (void *)saved.values[cookie >> 6 & 7])) {
        count(DROPPED_UNREADABLE);
        return 0;
    }
    if (length)
        emit_read(ssl, saved.values[cookie >> 3 & 7], length);
    return 0;
}

static __always_inline int is_inside(const struct tls_write *last, __u64 address) {
    return address > last->buffer && address - last->buffer < last->length;
}

/*
 * How many bytes of the last call were taken. Blocked: none, or those before where the next call begins. A library that
 * returns after each record (partial write) goes on inside the buffer, and its socket got less than the whole.
 */
static __always_inline __u64 taken_of(const struct tls_write *last, __u64 address, __u32 write_seq) {
    if (last->blocked)
        return is_inside(last, address) ? address - last->buffer : 0;
    if (is_inside(last, address) && write_seq - last->write_seq < last->length)
        return address - last->buffer;
    return last->length;
}

/* SSL_write and its kin all begin with the object, the buffer and the length. */
SEC("uprobe")
int on_tls_write_begin(struct pt_regs *ctx) {
    __u64 ssl = PT_REGS_PARM1(ctx);
    __u64 address = PT_REGS_PARM2(ctx);
    __u64 length = (__u32)PT_REGS_PARM3(ctx);
    __u64 socket = 0;
    struct connection *connection = find_connection(ssl, &socket);
    if (!connection) {
        count_unbound(ssl);
        return 0;
    }
    struct tls_write *last = &connection->last_write;
    __u32 write_seq = BPF_CORE_READ((struct tcp_sock *)socket, write_seq);
    __u64 taken = taken_of(last, address, write_seq);
    __u64 known = last->length - taken;
    connection->tls.write_offset += taken;
    last->buffer = address;
    last->length = length;
    last->write_seq = write_seq;
    last->blocked = 0;
    /* Handed over before, at this very offset. */
    if (known >= length)
        return 0;
    struct stream_piece piece = {.key = connection->key, .direction = DIRECTION_OUT, .scheme = SCHEME_HTTPS};
    __u64 head = answer_bytes_max(&connection->tls);
    piece.user_address = address + known;
    piece.length = length - known > head ? head : length - known;
    piece.offset = connection->tls.write_offset + known;
    emit_stream(&piece);
    return 0;
}
