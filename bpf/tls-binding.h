/* Ties a TLS library's SSL object to the socket that its bytes come from: both are seen on one thread. */
#ifndef VIGIE_TLS_BINDING_H
#define VIGIE_TLS_BINDING_H

#include "connection.h"

/* What was read from a socket reaches the TLS library at once, if ever. */
#define CANDIDATE_NS 1000000000ULL
#define NOT_A_SERVER 1

static __always_inline struct thread *this_thread(void) {
    __u64 id = bpf_get_current_pid_tgid();
    return bpf_map_lookup_elem(&threads, &id);
}

static __always_inline struct tls_object object_of(__u64 ssl) {
    struct tls_object object = {.ssl = ssl, .tgid = bpf_get_current_pid_tgid() >> 32};
    return object;
}

/* The connection that an SSL object is bound to, if it still lives. */
static __always_inline struct connection *connection_of(struct tls_binding *binding) {
    if (!binding || !binding->socket)
        return NULL;
    struct connection *connection = bpf_map_lookup_elem(&connections, &binding->socket);
    return connection && connection->generation == binding->generation ? connection : NULL;
}

static __always_inline void bind(__u64 ssl, struct connection *connection, __u64 socket, int from_start) {
    struct tls_object object = object_of(ssl);
    struct tls_binding binding = {.socket = socket, .generation = connection->generation};
    bpf_map_update_elem(&tls_bindings, &object, &binding, BPF_ANY);
    connection->tcp.class = CLASS_TLS;
    if (connection->tls_bound)
        return;
    connection->tls_bound = 1;
    if (!from_start) {
        /* Something was decrypted unseen: any offset but 0 shows the gap. */
        connection->tls.read_offset = connection->tcp.read_offset;
        connection->tls.write_offset = connection->tcp.read_offset;
    }
}

/* A read on a thread that is inside the TLS library serves that call's SSL object. True when it is inside. */
static __always_inline int bind_tls_object(struct connection *connection, __u64 socket, __u64 start) {
    struct thread *thread = this_thread();
    if (!thread || thread->call == TLS_CALL_NONE)
        return 0;
    struct tls_object object = object_of(thread->ssl);
    if (connection_of(bpf_map_lookup_elem(&tls_bindings, &object)) != connection)
        bind(thread->ssl, connection, socket, start == 0 || thread->call == TLS_CALL_HANDSHAKE);
    return 1;
}

static __always_inline void offer_socket(struct thread *thread, __u64 socket, int is_first_read) {
    thread->candidate_socket = socket;
    thread->candidate_ns = bpf_ktime_get_ns();
    thread->is_first_read = is_first_read;
}

/* The thread's SSL object reads from a socket that is not a server's. */
static __always_inline void refuse_tls_object(void) {
    struct tls_binding binding = {};
    struct thread *thread = this_thread();
    if (!thread)
        return;
    offer_socket(thread, NOT_A_SERVER, 0);
    if (thread->call == TLS_CALL_NONE)
        return;
    struct tls_object object = object_of(thread->ssl);
    bpf_map_update_elem(&tls_bindings, &object, &binding, BPF_ANY);
}

/*
 * A program that feeds its TLS library from memory, or whose handshake was not seen: the next SSL object without a
 * socket on this thread is its. A read of another socket withdraws the offer.
 */
static __always_inline void offer_tls_candidate(__u64 socket, int is_first_read) {
    struct thread *thread = this_thread();
    if (thread) {
        offer_socket(thread, socket, is_first_read);
        return;
    }
    __u64 id = bpf_get_current_pid_tgid();
    struct thread fresh = {};
    offer_socket(&fresh, socket, is_first_read);
    bpf_map_update_elem(&threads, &id, &fresh, BPF_ANY);
}

/* For an SSL object without a socket: the connection that this thread has just read from, if it has no object. */
static __always_inline struct connection *take_tls_candidate(struct thread *thread, __u64 ssl) {
    if (!thread || !thread->candidate_socket)
        return NULL;
    __u64 socket = thread->candidate_socket;
    thread->candidate_socket = 0;
    if (bpf_ktime_get_ns() - thread->candidate_ns > CANDIDATE_NS)
        return NULL;
    if (socket == NOT_A_SERVER) {
        struct tls_object object = object_of(ssl);
        struct tls_binding binding = {};
        bpf_map_update_elem(&tls_bindings, &object, &binding, BPF_ANY);
        return NULL;
    }
    struct connection *connection = bpf_map_lookup_elem(&connections, &socket);
    if (!connection || connection->tls_bound)
        return NULL;
    bind(ssl, connection, socket, thread->is_first_read);
    return connection;
}

/* The connection of an SSL object, which may be found out only now; NULL for clients and when it is not known. */
static __always_inline struct connection *find_connection(__u64 ssl, __u64 *socket) {
    struct tls_object object = object_of(ssl);
    struct tls_binding *binding = bpf_map_lookup_elem(&tls_bindings, &object);
    struct connection *connection = connection_of(binding);
    if (!connection && !(binding && !binding->socket))
        connection = take_tls_candidate(this_thread(), ssl);
    if (!connection)
        return NULL;
    binding = bpf_map_lookup_elem(&tls_bindings, &object);
    *socket = binding ? binding->socket : 0;
    return connection;
}

#endif
