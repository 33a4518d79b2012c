/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Requests that a program hands to the kernel in an io_uring. The tracepoints
 * tell the request, up to 5.17 one of them only its ring; what it is about is
 * read from the entry of the submission queue that the kernel took last.
 */
#ifndef TARE_RING_REQUESTS_H
#define TARE_RING_REQUESTS_H

#include "kernel_types.h"

/* linux/io_uring.h */
#define RING_WIDE_ENTRIES (1 << 10)
#define RING_WITHOUT_ARRAY (1 << 16)

struct io_ring_ctx {
	unsigned int flags;
	unsigned int *sq_array;
	void *sq_sqes;
	unsigned int cached_sq_head;
	unsigned int sq_entries;
} __relocated;

struct io_kiocb {
	struct io_ring_ctx *ctx;
	__u8 opcode;
} __relocated;

struct io_uring_cqe {
	__s32 res;
} __relocated;

/* The beginning of struct io_uring_sqe. */
struct ring_entry {
	__u8 opcode;
	__u8 flags;
	__u16 priority;
	__s32 descriptor;
	__u64 offset; /* or a second address */
	__u64 address;
	__u32 length;
	__u32 operation_flags;
	__u64 user_data;
	__u16 buffer;
	__u16 personality;
	__u32 file_index; /* of an open: a place in the ring's own table */
};

/* Copies the entry that the kernel took last; false where it is another's, as
 * the program has overwritten it.
 */
static __always_inline bool
copy_ring_entry(struct io_ring_ctx *ring, __u8 opcode, struct ring_entry *entry)
{
	unsigned int flags = BPF_CORE_READ(ring, flags);
	unsigned int index = (BPF_CORE_READ(ring, cached_sq_head) - 1) &
			     (BPF_CORE_READ(ring, sq_entries) - 1);
	__u64 offset;

	if (!(flags & RING_WITHOUT_ARRAY))
		bpf_probe_read_kernel(&index, sizeof(index),
				      BPF_CORE_READ(ring, sq_array) + index);
	offset = (__u64)index << (flags & RING_WIDE_ENTRIES ? 7 : 6);
	return !bpf_probe_read_kernel(entry, sizeof(*entry),
				      BPF_CORE_READ(ring, sq_sqes) + offset) &&
	       entry->opcode == opcode;
}

/* What tells a request until it is done: up to 5.17 its ring and the program's
 * own number for it, which not every program keeps apart.
 */
static __always_inline __u64 ring_key(const void *ring, __u64 user_data)
{
	return (__u64)ring ^ user_data << 1;
}

/* Programs on the beginning of a request, for each shape that the tracepoint
 * had, which call
 *
 *	void begins(struct io_ring_ctx *ring, __u8 opcode, __u64 key)
 *
 * and on its end, which call
 *
 *	void ends(__u64 key, long result)
 */
#define RING_PROGRAMS(begins, ends)                                            \
	SEC("tp_btf/io_uring_submit_req")                                      \
	int BPF_PROG(ring_begin, struct io_kiocb *request)                     \
	{                                                                      \
		begins(request->ctx, request->opcode, number_of(request));     \
		return 0;                                                      \
	}                                                                      \
                                                                               \
	SEC("tp_btf/io_uring_submit_sqe")                                      \
	int BPF_PROG(ring_begin_by_ring, struct io_ring_ctx *ring,             \
		     void *request, __u8 opcode, __u64 user_data)              \
	{                                                                      \
		begins(ring, opcode, ring_key(ring, user_data));               \
		return 0;                                                      \
	}                                                                      \
                                                                               \
	SEC("tp_btf/io_uring_submit_sqe")                                      \
	int BPF_PROG(ring_begin_by_ring_alone, struct io_ring_ctx *ring,       \
		     __u8 opcode, __u64 user_data)                             \
	{                                                                      \
		begins(ring, opcode, ring_key(ring, user_data));               \
		return 0;                                                      \
	}                                                                      \
                                                                               \
	SEC("tp_btf/io_uring_complete")                                        \
	int BPF_PROG(ring_end, void *ring, void *request,                      \
		     struct io_uring_cqe *entry)                               \
	{                                                                      \
		ends((__u64)request, BPF_CORE_READ(entry, res));               \
		return 0;                                                      \
	}                                                                      \
                                                                               \
	SEC("tp_btf/io_uring_complete")                                        \
	int BPF_PROG(ring_end_with_result, void *ring, void *request,          \
		     __u64 user_data, int result)                              \
	{                                                                      \
		ends((__u64)request, result);                                  \
		return 0;                                                      \
	}                                                                      \
                                                                               \
	SEC("tp_btf/io_uring_complete")                                        \
	int BPF_PROG(ring_end_by_ring, void *ring, __u64 user_data,            \
		     int result)                                               \
	{                                                                      \
		ends(ring_key(ring, user_data), result);                       \
		return 0;                                                      \
	}

#endif
