/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Requests to block devices, and programs for their tracepoints. */
#ifndef TARE_BLOCK_H
#define TARE_BLOCK_H

#include "kernel_types.h"

struct gendisk {
	int major;
	int first_minor;
} __relocated;

struct request_queue {
	struct gendisk *disk;
} __relocated;

struct request {
	struct request_queue *q;
	unsigned int cmd_flags;
	unsigned int __data_len;
	__u64 __sector;
	__u64 start_time_ns; /* its allocation; 0 where iostats are off */
} __relocated;

/* Up to 5.16, see commit f3fa33acca9f. */
struct request___disk {
	struct gendisk *rq_disk;
} __relocated;

#define REQUEST_OPERATION 0xff
#define REQUEST_READ 0
#define REQUEST_WRITE 1
#define REQUEST_FLUSH 2
#define REQUEST_DISCARD 3

/* The fields of a typed pointer are plain loads; of another, each takes a call
 * of a helper. `typed` is a constant.
 */
#define REQUEST_FIELD(request, field, typed)                                   \
	(typed ? request->field : BPF_CORE_READ(request, field))

static __always_inline struct gendisk *disk_of(struct request *request,
					       bool typed)
{
	struct request___disk *old = (void *)request;

	if (bpf_core_field_exists(old->rq_disk))
		return REQUEST_FIELD(old, rq_disk, typed);
	return typed ? request->q->disk : BPF_CORE_READ(request, q, disk);
}

/* The disk that a request is for, as a dev_t of the kernel's. */
static __always_inline __u32 device_of(struct request *request, bool typed)
{
	struct gendisk *disk = disk_of(request, typed);

	return REQUEST_FIELD(disk, major, typed) << 20 |
	       REQUEST_FIELD(disk, first_minor, typed);
}

#define REQUEST_PROGRAM(section, event, name, handler, typed, ...)             \
	SEC(section "/" event)                                                 \
	int BPF_PROG(name, __VA_ARGS__)                                        \
	{                                                                      \
		handler(request, typed);                                       \
		return 0;                                                      \
	}

/* Programs on a tracepoint that hands over a request, or up to 5.10 a queue
 * before it (see commit a54895fa), which call
 *
 *	void handler(struct request *request, bool typed)
 */
#define REQUEST_PROGRAMS(event, word, handler)                                 \
	REQUEST_PROGRAM("tp_btf", event, word##_btf, handler, true,            \
			struct request *request)                               \
	REQUEST_PROGRAM("tp_btf", event, word##_btf_queue, handler, true,      \
			void *queue, struct request *request)                  \
	REQUEST_PROGRAM("raw_tp", event, word##_raw, handler, false,           \
			struct request *request)                               \
	REQUEST_PROGRAM("raw_tp", event, word##_raw_queue, handler, false,     \
			void *queue, struct request *request)

/* Programs on the end of a request, or of a part of it, which call
 *
 *	void handler(struct request *request, unsigned int bytes, bool typed)
 */
#define COMPLETE_PROGRAMS(handler)                                             \
	SEC("tp_btf/block_rq_complete")                                        \
	int BPF_PROG(complete_btf, struct request *request, int error,         \
		     unsigned int bytes)                                       \
	{                                                                      \
		handler(request, bytes, true);                                 \
		return 0;                                                      \
	}                                                                      \
                                                                               \
	SEC("raw_tp/block_rq_complete")                                        \
	int BPF_PROG(complete_raw, struct request *request, int error,         \
		     unsigned int bytes)                                       \
	{                                                                      \
		handler(request, bytes, false);                                \
		return 0;                                                      \
	}

#endif
