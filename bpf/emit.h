/* From the kernel's hands into the ring. */
#ifndef VIGIE_EMIT_H
#define VIGIE_EMIT_H

#include "maps.h"

/* A ring-buffer record's size must be a constant: four sizes waste little. */
#define TINY_RECORD 256
#define SMALL_RECORD 768
#define MEDIUM_RECORD 2048
#define LARGE_RECORD 8192
/* Node reads 64 KB at once; the tail of a longer read becomes a gap. */
#define CHUNKS_MAX 9
/* Enough of an answer for its status and the headers that matter. */
#define ANSWER_HEAD_MAX 512
/* And of several answers written together. */
#define ANSWERS_MAX 4096
/* HTTP/2 interleaves the heads of many answers with bodies: a TLS library's whole record. */
#define ANSWER_FRAMES_MAX (16 * 1024)

struct stream_piece {
    struct connection_key key;
    __u8 direction;
    __u8 scheme;
    __u8 _pad[2];
    __u64 offset;
    __u64 user_address;
    __u64 length;
};

/* Wakes only when the threshold is passed: a wake-up for every record above it would cost more than all the rest. */
static __always_inline void submit(void *record, __u64 size, __u32 data_length) {
    __u64 waiting = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);
    count(RECORDS);
    count_many(BYTES, data_length);
    bpf_ringbuf_submit(record, waiting >= WAKE_UP_BYTES && waiting - size - BPF_RINGBUF_HDR_SZ < WAKE_UP_BYTES
                                   ? BPF_RB_FORCE_WAKEUP
                                   : BPF_RB_NO_WAKEUP);
}

/*
 * Strangers decide how many SYNs, hellos and datagrams there are: those may fill three quarters of the ring, and the
 * last quarter is for what servers read and answer.
 */
static __always_inline void *reserve_unless_busy(__u64 size) {
    __u64 ring_bytes = bpf_ringbuf_query(&ring, BPF_RB_RING_SIZE);
    if (bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) > ring_bytes - ring_bytes / 4) {
        count(DROPPED_RING_BUSY);
        return NULL;
    }
    void *record = bpf_ringbuf_reserve(&ring, size, 0);
    if (!record)
        count(DROPPED_RING_FULL);
    return record;
}

static __always_inline void fill_header(struct record_header *header, __u32 kind, __u32 data_length) {
    header->kind = kind;
    header->data_length = data_length;
    header->time_ns = bpf_ktime_get_ns();
}

static __always_inline int emit_chunk(struct stream_piece *piece, __u64 length, const __u32 size) {
    struct stream_record *record = bpf_ringbuf_reserve(&ring, size, 0);
    if (!record) {
        count(DROPPED_RING_FULL);
        return -1;
    }
    asm volatile("" : "+r"(length));
    if (length > size - sizeof(*record))
        length = size - sizeof(*record);
    if (bpf_probe_read_user(record + 1, length, (void *)piece->user_address)) {
        bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
        count(DROPPED_UNREADABLE);
        return -1;
    }
    fill_header(&record->header, RECORD_STREAM, length);
    record->key = piece->key;
    record->direction = piece->direction;
    record->scheme = piece->scheme;
    record->_pad[0] = 0;
    record->_pad[1] = 0;
    record->offset = piece->offset;
    submit(record, size, length);
    piece->user_address += length;
    piece->offset += length;
    piece->length -= length;
    return 0;
}

/* Emits one record and moves the piece on. Global, so that the verifier looks at it once and not once for every caller.
 */
__noinline int emit_next(struct stream_piece *piece) {
    if (!piece)
        return -1;
    if (piece->length <= TINY_RECORD - sizeof(struct stream_record))
        return emit_chunk(piece, piece->length, TINY_RECORD);
    if (piece->length <= SMALL_RECORD - sizeof(struct stream_record))
        return emit_chunk(piece, piece->length, SMALL_RECORD);
    if (piece->length <= MEDIUM_RECORD - sizeof(struct stream_record))
        return emit_chunk(piece, piece->length, MEDIUM_RECORD);
    return emit_chunk(piece, piece->length, LARGE_RECORD);
}

/* The greatest part of a pair: both fit a small record. */
#define PAIR_PART_MAX 352

/* Two short parts of one write in one record. Global for the same reason; negative: they are to be emitted each alone.
 */
__noinline int emit_pair(struct stream_piece *piece, __u64 second_address, __u64 second_length) {
    if (!piece)
        return -1;
    __u64 first_length = piece->length;
    if (!first_length || !second_length || first_length > PAIR_PART_MAX || second_length > PAIR_PART_MAX)
        return -1;
    struct stream_record *record = bpf_ringbuf_reserve(&ring, SMALL_RECORD, 0);
    if (!record) {
        count(DROPPED_RING_FULL);
        return 0;
    }
    asm volatile("" : "+r"(first_length), "+r"(second_length));
    if (first_length > PAIR_PART_MAX)
        first_length = PAIR_PART_MAX;
    if (second_length > PAIR_PART_MAX)
        second_length = PAIR_PART_MAX;
    void *bytes = record + 1;
    if (bpf_probe_read_user(bytes, first_length, (void *)piece->user_address) ||
        bpf_probe_read_user(bytes + first_length, second_length, (void *)second_address)) {
        bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
        return -1;
    }
    fill_header(&record->header, RECORD_STREAM, first_length + second_length);
    record->key = piece->key;
    record->direction = piece->direction;
    record->scheme = piece->scheme;
    record->_pad[0] = 0;
    record->_pad[1] = 0;
    record->offset = piece->offset;
    submit(record, SMALL_RECORD, first_length + second_length);
    return 0;
}

/* Emits the piece and leaves its offset at the end. */
static __always_inline int emit_stream(struct stream_piece *piece) {
    for (int i = 0; i < CHUNKS_MAX; i++) {
        if (!piece->length)
            return 0;
        if (emit_next(piece))
            return -1;
    }
    if (piece->length)
        count(DROPPED_READ_TAIL);
    return 0;
}

#endif
