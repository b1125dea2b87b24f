/* Ties a TLS library's SSL object to the socket that its bytes come from: both are seen on one thread. */
#ifndef VIGIE_TLS_BINDING_H
#define VIGIE_TLS_BINDING_H

#include "connection.h"

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

/* The thread's SSL object reads from a socket that is not a server's. */
static __always_inline void refuse_tls_object(void) {
    struct tls_binding binding = {};
    struct thread *thread = this_thread();
    if (!thread || thread->call == TLS_CALL_NONE)
        return;
    struct tls_object object = object_of(thread->ssl);
    bpf_map_update_elem(&tls_bindings, &object, &binding, BPF_ANY);
}

/* A program that feeds its TLS library from memory: the next SSL object without a socket on this thread is its. */
static __always_inline void offer_tls_candidate(struct connection *connection, __u64 socket, __u64 start) {
    if (connection->tls_bound || start)
        return;
    struct thread *thread = this_thread();
    if (thread) {
        thread->candidate_socket = socket;
        return;
    }
    __u64 id = bpf_get_current_pid_tgid();
    struct thread fresh = {.candidate_socket = socket};
    bpf_map_update_elem(&threads, &id, &fresh, BPF_ANY);
}

static __always_inline void take_tls_candidate(struct thread *thread) {
    struct tls_object object = object_of(thread->ssl);
    if (!thread->candidate_socket || connection_of(bpf_map_lookup_elem(&tls_bindings, &object)))
        return;
    __u64 socket = thread->candidate_socket;
    thread->candidate_socket = 0;
    struct connection *connection = bpf_map_lookup_elem(&connections, &socket);
    if (connection && !connection->tls_bound)
        bind(thread->ssl, connection, socket, 1);
}

#endif
