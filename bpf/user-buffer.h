/* Where a system call that reads or writes a socket has its bytes. */
#ifndef VIGIE_USER_BUFFER_H
#define VIGIE_USER_BUFFER_H

#include "emit.h"

#define VECTORS_MAX 32

struct user_vector {
    __u64 base;
    __u64 length;
};

struct user_buffer {
    __u64 address;
    /* When not 0, `address` is an array of this many vectors. */
    __u64 vectors;
};

enum buffer_shape {
    SHAPE_UNKNOWN = 0,
    SHAPE_FLAT = 1,
    SHAPE_VECTOR = 2,
    SHAPE_MESSAGE = 3,
};

/* Numbers from arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h. */
#if defined(__TARGET_ARCH_arm64)
#define SYSCALL_NUMBER(regs) ((long)BPF_CORE_READ(regs, syscallno))
#define SYSCALL_SECOND(regs) BPF_CORE_READ(regs, user_regs.regs[1])
#define SYSCALL_THIRD(regs) BPF_CORE_READ(regs, user_regs.regs[2])
#define SYSCALL_FOURTH(regs) BPF_CORE_READ(regs, user_regs.regs[3])
enum { READ = 63, WRITE = 64, READV = 65, WRITEV = 66, SENDTO = 206, RECVFROM = 207, SENDMSG = 211, RECVMSG = 212 };
#else
#define SYSCALL_NUMBER(regs) ((long)BPF_CORE_READ(regs, orig_ax))
#define SYSCALL_SECOND(regs) BPF_CORE_READ(regs, si)
#define SYSCALL_THIRD(regs) BPF_CORE_READ(regs, dx)
#define SYSCALL_FOURTH(regs) BPF_CORE_READ(regs, r10)
enum { READ = 0, WRITE = 1, READV = 19, WRITEV = 20, SENDTO = 44, RECVFROM = 45, SENDMSG = 46, RECVMSG = 47 };
#endif

static __always_inline enum buffer_shape shape_of(long number) {
    switch (number) {
    case READ:
    case WRITE:
    case RECVFROM:
    case SENDTO:
        return SHAPE_FLAT;
    case READV:
    case WRITEV:
        return SHAPE_VECTOR;
    case RECVMSG:
    case SENDMSG:
        return SHAPE_MESSAGE;
    default:
        return SHAPE_UNKNOWN;
    }
}

static __always_inline int locate_buffer(struct pt_regs *regs, struct user_buffer *buffer) {
    enum buffer_shape shape = shape_of(SYSCALL_NUMBER(regs));
    buffer->address = SYSCALL_SECOND(regs);
    buffer->vectors = 0;
    if (shape == SHAPE_VECTOR) {
        buffer->vectors = SYSCALL_THIRD(regs);
    } else if (shape == SHAPE_MESSAGE) {
        /* struct user_msghdr: msg_iov and msg_iovlen. */
        if (bpf_probe_read_user(buffer, sizeof(*buffer), (void *)(buffer->address + 16)))
            return -1;
    }
    return shape == SHAPE_UNKNOWN ? -1 : 0;
}

static __always_inline __u32 first_bytes_of(const struct user_buffer *buffer) {
    __u64 address = buffer->address;
    __u32 bytes = 0;
    if (buffer->vectors && bpf_probe_read_user(&address, sizeof(address), (void *)address))
        return 0;
    if (bpf_probe_read_user(&bytes, sizeof(bytes), (void *)address))
        bpf_probe_read_user(&bytes, 1, (void *)address);
    return bytes;
}

static __always_inline __u32 last_bytes_of(const struct user_buffer *buffer, __u64 length) {
    __u32 bytes = 0;
    if (!buffer->vectors && length >= sizeof(bytes))
        bpf_probe_read_user(&bytes, sizeof(bytes), (void *)(buffer->address + length - sizeof(bytes)));
    return bytes;
}

/* An answer's head and its body mostly come as two vectors: one record, when both are short, costs half of two. */
static __always_inline int emit_two(struct stream_piece *piece, const struct user_buffer *buffer, __u64 length) {
    struct user_vector pair[2];
    if (buffer->vectors < 2 || bpf_probe_read_user(pair, sizeof(pair), (void *)buffer->address) ||
        pair[0].length >= length || pair[0].length + pair[1].length < length)
        return -1;
    piece->user_address = pair[0].base;
    piece->length = pair[0].length;
    return emit_pair(piece, pair[1].base, length - pair[0].length);
}

static __always_inline void emit_buffer(struct stream_piece *piece, const struct user_buffer *buffer, __u64 length) {
    struct user_vector vector;
    if (!buffer->vectors) {
        piece->user_address = buffer->address;
        piece->length = length;
        emit_stream(piece);
        return;
    }
    if (!emit_two(piece, buffer, length))
        return;
    for (__u32 i = 0; i < VECTORS_MAX; i++) {
        if (!length || i >= buffer->vectors)
            return;
        if (bpf_probe_read_user(&vector, sizeof(vector), (void *)(buffer->address + i * sizeof(vector)))) {
            count(DROPPED_UNREADABLE);
            return;
        }
        if (vector.length > length)
            vector.length = length;
        piece->user_address = vector.base;
        piece->length = vector.length;
        __u64 next = piece->offset + vector.length;
        if (emit_stream(piece))
            return;
        piece->offset = next;
        length -= vector.length;
    }
    if (length)
        count(DROPPED_READ_TAIL);
}

#endif
