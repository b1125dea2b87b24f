/* What a server reads from its sockets and writes to them, taken where the kernel hands it over. */
#include "connection.h"
#include "user-buffer.h"
#include "tls-binding.h"

/* A ClientHello that came in pieces too small to tell its length. */
#define SHORT_HELLO 512
/* Kept of a connection that speaks neither HTTP nor TLS. */
#define FOREIGN_HEAD 64

static __always_inline void emit_plain(struct connection *connection, struct pt_regs *regs, __u8 direction,
                                       __u64 offset, __u64 length) {
    struct stream_piece piece = {.key = connection->key, .direction = direction, .scheme = SCHEME_HTTP};
    struct user_buffer buffer;
    piece.offset = offset;
    if (locate_buffer(regs, &buffer)) {
        count(DROPPED_UNKNOWN_SYSCALL);
        return;
    }
    if (direction == DIRECTION_OUT) {
        __u64 most = answer_bytes_max(&connection->tcp);
        /* Several answers to pipelined requests in one call: each brings a vector or more. */
        if (buffer.vectors > 2 && most < ANSWERS_MAX)
            most = ANSWERS_MAX;
        if (length > most)
            length = most;
    }
    emit_buffer(&piece, &buffer, length);
}

/* The first TLS record's end in the stream: a client that goes on after it got an answer in TLS. */
static __always_inline __u32 hello_end_of(const struct user_buffer *buffer, __u32 length) {
    __u8 bytes[5];
    if (length < sizeof(bytes) || buffer->vectors || bpf_probe_read_user(bytes, sizeof(bytes), (void *)buffer->address))
        return SHORT_HELLO;
    return sizeof(bytes) + (bytes[3] << 8 | bytes[4]);
}

static __always_inline void classify(struct connection *connection, struct pt_regs *regs, __u64 start, __u32 length) {
    struct stream_position *position = &connection->tcp;
    struct user_buffer buffer;
    /* A connection joined in its middle may be within a body: wait until it looks like something. */
    if (position->class != CLASS_UNKNOWN && !(position->class == CLASS_OTHER && position->unanswered_from == ~0ULL))
        return;
    if (locate_buffer(regs, &buffer))
        return;
    __u32 first_bytes = first_bytes_of(&buffer);
    position->class = class_of(first_bytes);
    connection->proxied = !start && looks_like_proxy_header(first_bytes);
    position->unanswered_from = position->class == CLASS_OTHER && start ? ~0ULL : start;
    connection->reader = bpf_get_current_pid_tgid() >> 32;
    if (position->class == CLASS_TLS)
        connection->hello_end = hello_end_of(&buffer, length);
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
    /* The TLS library tells what its ciphertext says. */
    if (connection->tls_bound)
        return;
    struct stream_position *tcp = &connection->tcp;
    int shut_down = BPF_CORE_READ(sk, sk_shutdown) & RECEIVE_SHUTDOWN;
    __u64 start = advance(&tcp->read_offset, connection->read_base, BPF_CORE_READ((struct tcp_sock *)sk, copied_seq),
                          length, shut_down);
    if (connection->proxied || (tcp->class != CLASS_HTTP && tcp->class != CLASS_HTTP2)) {
        if (bind_tls_object(connection, id, start))
            return;
        classify(connection, regs, start, length);
    }
    if (tcp->class == CLASS_TLS) {
        offer_tls_candidate(id, start == 0);
        return;
    }
    if (tcp->class == CLASS_OTHER) {
        /* Its first bytes tell what it is not. */
        if (!start && !(flags & MSG_TRUNC))
            emit_plain(connection, regs, DIRECTION_IN, start, length < FOREIGN_HEAD ? length : FOREIGN_HEAD);
        else
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

/*
 * A library that drives its socket by write() hands the same bytes over again when it is full; one that has its
 * program send for it (Apache: writev) is never refused.
 */
static __always_inline void note_tls_write(struct connection *connection, int ret) {
    if (ret == -EAGAIN) {
        struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
        connection->last_write.blocked = shape_of(SYSCALL_NUMBER(regs)) == SHAPE_FLAT;
    } else if (connection->last_write.blocked) {
        connection->last_write.blocked = 0;
    }
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(on_send, struct sock *sk, int ret, int flags) {
    __u64 id = (__u64)sk;
    struct connection *connection = bpf_map_lookup_elem(&connections, &id);
    if (!connection)
        return 0;
    if (connection->tls_bound) {
        note_tls_write(connection, ret);
        return 0;
    }
    if (ret <= 0 || (connection->tcp.class != CLASS_HTTP && connection->tcp.class != CLASS_HTTP2))
        return 0;
    __u64 start = advance(&connection->tcp.write_offset, connection->write_base,
                          BPF_CORE_READ((struct tcp_sock *)sk, write_seq), ret, 0);
    emit_plain(connection, (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf()), DIRECTION_OUT, start,
               (__u32)ret);
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

/* A process is named at most once in this time. */
#define NAMED_EVERY_NS 5000000000ULL

static __always_inline void name_not_decrypted(const struct connection *connection) {
    __u64 now = bpf_ktime_get_ns();
    __u32 pid = connection->reader;
    __u64 *named = bpf_map_lookup_elem(&named_processes, &pid);
    count(DROPPED_TLS_NOT_DECRYPTED);
    if (named && now - *named < NAMED_EVERY_NS)
        return;
    struct not_decrypted_record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
    if (!record) {
        count(DROPPED_RING_FULL);
        return;
    }
    fill_header(&record->header, RECORD_NOT_DECRYPTED, 0);
    record->pid = pid;
    record->port = bpf_ntohs(connection->key.dst_port);
    record->_pad[0] = 0;
    record->_pad[1] = 0;
    submit(record, sizeof(*record), 0);
    bpf_map_update_elem(&named_processes, &pid, &now, BPF_ANY);
}

static __always_inline void close_connection(struct sock *sk, int old_state) {
    __u64 id = (__u64)sk;
    struct connection *connection = bpf_map_lookup_elem(&connections, &id);
    if (!connection)
        return;
    if (connection->tcp.class == CLASS_TLS && !connection->tls_bound &&
        connection->tcp.read_offset > connection->hello_end)
        name_not_decrypted(connection);
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
    if (old_state != TCP_SYN_RECV || is_ignored_port(BPF_CORE_READ(sk, __sk_common.skc_num))) {
        bpf_map_delete_elem(&connections, &id);
        return;
    }
    remember_connection(sk, 0, 0);
    struct established_record *record = reserve_unless_busy(sizeof(*record));
    if (!record)
        return;
    if (read_key(sk, &record->key)) {
        bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
        return;
    }
    fill_header(&record->header, RECORD_ESTABLISHED, 0);
    record->_pad = 0;
    submit(record, sizeof(*record), 0);
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
