/* What a server reads from its sockets and writes to them, taken where the kernel hands it over. */
#include "connection.h"
#include "user-buffer.h"
#include "tls-binding.h"

static __always_inline void emit_plain(struct connection *connection, struct pt_regs *regs, __u8 direction,
                                       __u64 offset, __u64 length) {
    struct stream_piece piece = {.key = connection->key, .direction = direction, .scheme = SCHEME_HTTP};
    struct user_buffer buffer;
    piece.offset = offset;
    if (locate_buffer(regs, &buffer)) {
        count(DROPPED_UNKNOWN_SYSCALL);
        return;
    }
    emit_buffer(&piece, &buffer, length);
}

static __always_inline void classify(struct stream_position *position, struct pt_regs *regs, __u64 start) {
    struct user_buffer buffer;
    /* A connection joined in its middle may be within a body: wait until it looks like something. */
    if (position->class != CLASS_UNKNOWN && !(position->class == CLASS_OTHER && position->unanswered_from == ~0ULL))
        return;
    if (locate_buffer(regs, &buffer))
        return;
    position->class = class_of(first_bytes_of(&buffer));
    position->unanswered_from = position->class == CLASS_OTHER && start ? ~0ULL : start;
}

/* True when the read lies within a body; a request found there begins a new count. */
static __always_inline int is_only_body(struct stream_position *position, struct sock *sk, struct pt_regs *regs,
                                        __u64 start, __u64 length) {
    struct user_buffer buffer;
    if (!is_body(position, sk, start))
        return 0;
    if (locate_buffer(regs, &buffer) || !looks_like_request(first_bytes_of(&buffer), last_bytes_of(&buffer, length)))
        return 1;
    position->unanswered_from = start;
    return 0;
}

static __always_inline void on_read(struct sock *sk, struct pt_regs *regs, __u32 length, int flags) {
    __u64 id = (__u64)sk;
    struct connection *connection = bpf_map_lookup_elem(&connections, &id);
    if (!connection) {
        if (!is_tcp(sk))
            return;
        connection = adopt_connection(sk, length, 0);
        if (!connection) {
            refuse_tls_object();
            return;
        }
    }
    struct stream_position *tcp = &connection->tcp;
    int shut_down = BPF_CORE_READ(sk, sk_shutdown) & RECEIVE_SHUTDOWN;
    __u64 start = advance(&tcp->read_offset, connection->read_base, BPF_CORE_READ((struct tcp_sock *)sk, copied_seq),
                          length, shut_down);
    if (bind_tls_object(connection, id, start))
        return;
    classify(tcp, regs, start);
    if (tcp->class == CLASS_TLS) {
        offer_tls_candidate(connection, id, start);
        return;
    }
    if (tcp->class == CLASS_OTHER) {
        count(DROPPED_NOT_HTTP);
        return;
    }
    if (flags & MSG_TRUNC) {
        count(DROPPED_UNREADABLE);
        return;
    }
    if (is_only_body(tcp, sk, regs, start, length)) {
        count(DROPPED_BODY);
        return;
    }
    emit_plain(connection, regs, DIRECTION_IN, start, length);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(on_receive, struct sock *sk, int ret, int flags) {
    if (ret > 0 && !(flags & MSG_PEEK))
        on_read(sk, (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf()), ret, flags);
    return 0;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(on_send, struct sock *sk, int ret, int flags) {
    __u64 id = (__u64)sk;
    if (ret <= 0)
        return 0;
    struct connection *connection = bpf_map_lookup_elem(&connections, &id);
    if (!connection || (connection->tcp.class != CLASS_HTTP && connection->tcp.class != CLASS_HTTP2))
        return 0;
    __u64 start = advance(&connection->tcp.write_offset, connection->write_base,
                          BPF_CORE_READ((struct tcp_sock *)sk, write_seq), ret, 0);
    emit_plain(connection, (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf()), DIRECTION_OUT, start,
               (__u32)ret > ANSWER_HEAD_MAX ? ANSWER_HEAD_MAX : (__u32)ret);
    return 0;
}

/* Before 6.3 no hook tells what a read returned: mark the thread's socket, then look when its system call ends. */
SEC("raw_tp/tcp_rcv_space_adjust")
int on_read_progress(struct bpf_raw_tracepoint_args *ctx) {
    struct pending_read pending = {.socket = ctx->args[0]};
    __u64 id = bpf_get_current_pid_tgid();
    bpf_map_update_elem(&pending_reads, &id, &pending, BPF_ANY);
    return 0;
}

SEC("raw_tp/sys_exit")
int on_system_call_exit(struct bpf_raw_tracepoint_args *ctx) {
    __u64 id = bpf_get_current_pid_tgid();
    struct pt_regs *regs = (struct pt_regs *)ctx->args[0];
    long ret = ctx->args[1];
    struct pending_read *pending = bpf_map_lookup_elem(&pending_reads, &id);
    if (!pending || !pending->socket)
        return 0;
    struct sock *sk = (struct sock *)pending->socket;
    pending->socket = 0;
    if (ret <= 0 || shape_of(SYSCALL_NUMBER(regs)) == SHAPE_UNKNOWN)
        return 0;
    /* recvfrom has its flags fourth, recvmsg third. */
    int flags = SYSCALL_NUMBER(regs) == RECVFROM  ? SYSCALL_FOURTH(regs)
                : SYSCALL_NUMBER(regs) == RECVMSG ? SYSCALL_THIRD(regs)
                                                  : 0;
    if (!(flags & MSG_PEEK))
        on_read(sk, regs, ret, flags);
    return 0;
}

static __always_inline void announce_listener(struct sock *sk) {
    struct listen_record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
    if (!record) {
        count(DROPPED_RING_FULL);
        return;
    }
    fill_header(&record->header, RECORD_LISTEN, 0);
    record->pid = bpf_get_current_pid_tgid() >> 32;
    record->port = BPF_CORE_READ(sk, __sk_common.skc_num);
    record->_pad[0] = 0;
    record->_pad[1] = 0;
    submit(record, sizeof(*record), 0);
}

static __always_inline void close_connection(struct sock *sk, int old_state) {
    __u64 id = (__u64)sk;
    struct connection *connection = bpf_map_lookup_elem(&connections, &id);
    if (!connection)
        return;
    if (connection->tcp.class == CLASS_TLS && !connection->tls_bound)
        count(DROPPED_TLS_NOT_DECRYPTED);
    struct close_record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
    if (record) {
        int error = BPF_CORE_READ(sk, sk_err);
        fill_header(&record->header, RECORD_CLOSE, 0);
        record->key = connection->key;
        record->reason =
            error == ECONNRESET || error == EPIPE || old_state == TCP_ESTABLISHED ? CLOSE_RESET : CLOSE_CLOSED;
        submit(record, sizeof(*record), 0);
    } else {
        count(DROPPED_RING_FULL);
    }
    bpf_map_delete_elem(&connections, &id);
}

/* What was known of this socket's memory belongs to an earlier connection. */
static __always_inline void establish_connection(struct sock *sk, int old_state) {
    __u64 id = (__u64)sk;
    if (old_state == TCP_SYN_RECV && !is_ignored_port(BPF_CORE_READ(sk, __sk_common.skc_num)))
        remember_connection(sk, 0, 0);
    else
        bpf_map_delete_elem(&connections, &id);
}

SEC("raw_tp/inet_sock_set_state")
int on_state_change(struct bpf_raw_tracepoint_args *ctx) {
    struct sock *sk = (struct sock *)ctx->args[0];
    int old_state = ctx->args[1];
    int new_state = ctx->args[2];
    if (new_state == TCP_LISTEN)
        announce_listener(sk);
    else if (new_state == TCP_CLOSE)
        close_connection(sk, old_state);
    else if (new_state == TCP_ESTABLISHED)
        establish_connection(sk, old_state);
    return 0;
}
