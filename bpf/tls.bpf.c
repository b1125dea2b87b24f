/* Plain bytes at the boundary of the TLS library (OpenSSL and its kin). Attached by offset, once for each library file.
 */
#include "connection.h"
#include "tls-binding.h"
#include "user-buffer.h"

static __always_inline void begin_call(__u32 call, __u64 ssl, __u64 buffer, __u64 requested, __u64 length_pointer) {
    struct thread *thread = this_thread();
    if (!thread) {
        struct thread fresh = {};
        __u64 id = bpf_get_current_pid_tgid();
        bpf_map_update_elem(&threads, &id, &fresh, BPF_ANY);
        thread = bpf_map_lookup_elem(&threads, &id);
        if (!thread)
            return;
    }
    /* A handshake called from within a read or write is part of it. */
    if (call == TLS_CALL_HANDSHAKE && thread->call != TLS_CALL_NONE && thread->ssl == ssl)
        return;
    thread->ssl = ssl;
    thread->buffer = buffer;
    thread->requested = requested;
    thread->length_pointer = length_pointer;
    thread->call = call;
    __u64 socket;
    if (thread->candidate_socket)
        find_connection(ssl, &socket);
}

/* How many bytes a finished call moved: its result, or what it wrote to *length_pointer when it succeeded. */
static __always_inline __u64 moved_by(struct thread *thread, long result) {
    __u64 length = 0;
    if (result <= 0)
        return 0;
    if (!thread->length_pointer)
        return (__u32)result;
    if (bpf_probe_read_user(&length, sizeof(length), (void *)thread->length_pointer)) {
        count(DROPPED_UNREADABLE);
        return 0;
    }
    return length;
}

/* Clients are known by a binding without a socket. */
static __always_inline void count_unbound(__u64 ssl) {
    struct tls_object object = object_of(ssl);
    struct tls_binding *binding = bpf_map_lookup_elem(&tls_bindings, &object);
    if (!binding || binding->socket)
        count(DROPPED_TLS_UNBOUND);
}

static __always_inline int is_only_decrypted_body(struct stream_position *tls, struct sock *sk,
                                                  const struct stream_piece *piece) {
    struct user_buffer buffer = {.address = piece->user_address};
    if (tls->class == CLASS_UNKNOWN)
        tls->class = class_of(first_bytes_of(&buffer));
    if (!is_body(tls, sk, piece->offset))
        return 0;
    if (!looks_like_request(first_bytes_of(&buffer), last_bytes_of(&buffer, piece->length)))
        return 1;
    tls->unanswered_from = piece->offset;
    return 0;
}

static __always_inline void emit_read(__u64 ssl, __u64 buffer, __u64 length) {
    __u64 socket = 0;
    struct connection *connection = find_connection(ssl, &socket);
    if (!connection) {
        count_unbound(ssl);
        return;
    }
    struct stream_position *tls = &connection->tls;
    struct stream_piece piece = {.key = connection->key, .direction = DIRECTION_IN, .scheme = SCHEME_HTTPS};
    piece.user_address = buffer;
    piece.length = length;
    piece.offset = tls->read_offset;
    tls->read_offset += length;
    if (is_only_decrypted_body(tls, (struct sock *)socket, &piece)) {
        count(DROPPED_BODY);
        return;
    }
    emit_stream(&piece);
}

static __always_inline void emit_written(__u64 ssl, __u64 buffer, __u64 length) {
    __u64 socket = 0;
    struct connection *connection = find_connection(ssl, &socket);
    if (!connection) {
        count_unbound(ssl);
        return;
    }
    struct stream_piece piece = {.key = connection->key, .direction = DIRECTION_OUT, .scheme = SCHEME_HTTPS};
    __u64 head = answer_bytes_max(&connection->tls);
    piece.user_address = buffer;
    piece.length = length > head ? head : length;
    piece.offset = connection->tls.write_offset;
    connection->tls.write_offset += length;
    emit_stream(&piece);
}

static __always_inline void end_call(__u32 call, long result) {
    struct thread *thread = this_thread();
    if (!thread || thread->call != call)
        return;
    thread->call = TLS_CALL_NONE;
    if (call == TLS_CALL_HANDSHAKE)
        return;
    __u64 length = moved_by(thread, result);
    if (!length)
        return;
    if (call == TLS_CALL_WRITE)
        emit_written(thread->ssl, thread->buffer, length);
    else
        emit_read(thread->ssl, thread->buffer, length);
}

/* int ssl_read_internal(SSL *, void *buffer, size_t requested, size_t *length), and SSL_read_ex. */
SEC("uprobe")
int on_tls_read_ex(struct pt_regs *ctx) {
    begin_call(TLS_CALL_READ, PT_REGS_PARM1(ctx), PT_REGS_PARM2(ctx), PT_REGS_PARM3(ctx), PT_REGS_PARM4(ctx));
    return 0;
}

/* int SSL_read(SSL *, void *buffer, int requested) */
SEC("uprobe")
int on_tls_read(struct pt_regs *ctx) {
    begin_call(TLS_CALL_READ, PT_REGS_PARM1(ctx), PT_REGS_PARM2(ctx), PT_REGS_PARM3(ctx), 0);
    return 0;
}

SEC("uretprobe")
int on_tls_read_return(struct pt_regs *ctx) {
    end_call(TLS_CALL_READ, (int)PT_REGS_RC(ctx));
    return 0;
}

/* int ssl_write_internal(SSL *, const void *buffer, size_t requested, size_t *length), and SSL_write_ex. */
SEC("uprobe")
int on_tls_write_ex(struct pt_regs *ctx) {
    begin_call(TLS_CALL_WRITE, PT_REGS_PARM1(ctx), PT_REGS_PARM2(ctx), PT_REGS_PARM3(ctx), PT_REGS_PARM4(ctx));
    return 0;
}

/* The same with `uint64_t flags` before the length: OpenSSL 3.3 and later. */
SEC("uprobe")
int on_tls_write_flags(struct pt_regs *ctx) {
    begin_call(TLS_CALL_WRITE, PT_REGS_PARM1(ctx), PT_REGS_PARM2(ctx), PT_REGS_PARM3(ctx), PT_REGS_PARM5(ctx));
    return 0;
}

SEC("uprobe")
int on_tls_write(struct pt_regs *ctx) {
    begin_call(TLS_CALL_WRITE, PT_REGS_PARM1(ctx), PT_REGS_PARM2(ctx), PT_REGS_PARM3(ctx), 0);
    return 0;
}

SEC("uretprobe")
int on_tls_write_return(struct pt_regs *ctx) {
    end_call(TLS_CALL_WRITE, (int)PT_REGS_RC(ctx));
    return 0;
}

SEC("uprobe")
int on_tls_handshake(struct pt_regs *ctx) {
    begin_call(TLS_CALL_HANDSHAKE, PT_REGS_PARM1(ctx), 0, 0, 0);
    return 0;
}

SEC("uretprobe")
int on_tls_handshake_return(struct pt_regs *ctx) {
    end_call(TLS_CALL_HANDSHAKE, 0);
    return 0;
}

SEC("uprobe")
int on_tls_free(struct pt_regs *ctx) {
    struct tls_object object = object_of(PT_REGS_PARM1(ctx));
    bpf_map_delete_elem(&tls_bindings, &object);
    return 0;
}
