// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long block devices take for the requests they are given.
 *
 * The kernel's own times in struct request do not answer this.
 * io_start_time_ns, which is set right behind block_rq_issue, exists only
 * while the queue keeps statistics for something else (RQF_STATS: writeback
 * throttling, polling); start_time_ns is the allocation, so the queue's time
 * is in it, and is 0 where the queue's iostats are off; since 6.9 both come
 * from a clock that is read once a plug. The tracepoints block_io_start and
 * block_io_done (6.5) have the same gaps: no block_io_done without iostats,
 * statistics or a scheduler. So the programs keep the times themselves.
 */
#include "kernel_types.h"
#include "biolatency.h"
#include "drops.h"
#include "started.h"
#include "tally.h"

#define REQUEST_OPERATION 0xff
#define REQUEST_READ 0
#define REQUEST_WRITE 1

const volatile struct biolatency_settings settings = {};

struct request {
	unsigned int cmd_flags;
	unsigned int __data_len;
	__u64 start_time_ns;
} __relocated;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BIOLATENCY_OPERATIONS);
	__type(key, __u32);
	__type(value, struct histogram);
} histograms SEC(".maps");

static __always_inline void count(__u32 operation, __u64 delta_ns)
{
	struct histogram *histogram =
		bpf_map_lookup_elem(&histograms, &operation);

	if (histogram)
		add_latency(histogram, delta_ns);
}

static __always_inline __u32 operation_of(__u32 flags)
{
	__u32 operation = flags & REQUEST_OPERATION;

	if (operation == REQUEST_READ)
		return BIOLATENCY_READ;
	if (operation == REQUEST_WRITE)
		return BIOLATENCY_WRITE;
	return BIOLATENCY_OTHER;
}

/* A time from before the request was allocated belongs to an earlier request
 * at the same address, one that was merged into another after its insertion.
 */
static __always_inline bool is_waiting(__u64 request, __u64 allocated_ns)
{
	struct started *started = find_started(request);

	return started && started->start_ns >= allocated_ns;
}

/* A request that the device did not take is inserted again: its first
 * insertion counts.
 */
static __always_inline void inserted(__u64 request, __u64 allocated_ns)
{
	if (!allocated_ns || !is_waiting(request, allocated_ns))
		start(request, 0);
}

/* A request that the device did not take is issued again: its last issue
 * counts, unless the wait is wanted as well.
 */
static __always_inline void issued(__u64 request, __u64 allocated_ns)
{
	if (!settings.include_queue || !is_waiting(request, allocated_ns))
		start(request, 0);
}

/* A part of a request may complete by itself, and a request with a flush
 * completes once more at the end of all: only the first time that nothing
 * remains counts.
 */
static __always_inline void completed(__u64 request, __u32 flags,
				      __u32 remaining, __u32 bytes)
{
	__u64 start_ns, detail;

	if (bytes < remaining)
		return;
	start_ns = finish(request, &detail);
	if (start_ns)
		count(operation_of(flags), bpf_ktime_get_ns() - start_ns);
}

/* The verifier lets nobody calculate with a typed pointer. A change to little
 * endian, which costs nothing here, makes a number of it.
 */
static __always_inline __u64 number_of(const struct request *request)
{
	__u64 number = (__u64)request;

	asm volatile("%0 = le64 %0" : "+r"(number));
	return number;
}

SEC("tp_btf/block_rq_insert")
int BPF_PROG(insert_btf, struct request *request)
{
	inserted(number_of(request), request->start_time_ns);
	return 0;
}

SEC("tp_btf/block_rq_issue")
int BPF_PROG(issue_btf, struct request *request)
{
	issued(number_of(request), request->start_time_ns);
	return 0;
}

/* Up to 5.10 a queue comes first; see commit a54895fa. */
SEC("tp_btf/block_rq_insert")
int BPF_PROG(insert_btf_queue, void *queue, struct request *request)
{
	inserted(number_of(request), request->start_time_ns);
	return 0;
}

SEC("tp_btf/block_rq_issue")
int BPF_PROG(issue_btf_queue, void *queue, struct request *request)
{
	issued(number_of(request), request->start_time_ns);
	return 0;
}

SEC("tp_btf/block_rq_complete")
int BPF_PROG(complete_btf, struct request *request, int error,
	     unsigned int bytes)
{
	completed(number_of(request), request->cmd_flags, request->__data_len,
		  bytes);
	return 0;
}

/* Reading from an untyped pointer costs a call, so it is done when needed. */
static __always_inline __u64 allocated_raw(struct request *request)
{
	return settings.include_queue ? BPF_CORE_READ(request, start_time_ns)
				      : 0;
}

SEC("raw_tp/block_rq_insert")
int BPF_PROG(insert_raw, struct request *request)
{
	inserted((__u64)request, allocated_raw(request));
	return 0;
}

SEC("raw_tp/block_rq_issue")
int BPF_PROG(issue_raw, struct request *request)
{
	issued((__u64)request, allocated_raw(request));
	return 0;
}

SEC("raw_tp/block_rq_insert")
int BPF_PROG(insert_raw_queue, void *queue, struct request *request)
{
	inserted((__u64)request, allocated_raw(request));
	return 0;
}

SEC("raw_tp/block_rq_issue")
int BPF_PROG(issue_raw_queue, void *queue, struct request *request)
{
	issued((__u64)request, allocated_raw(request));
	return 0;
}

SEC("raw_tp/block_rq_complete")
int BPF_PROG(complete_raw, struct request *request, int error,
	     unsigned int bytes)
{
	completed((__u64)request, BPF_CORE_READ(request, cmd_flags),
		  BPF_CORE_READ(request, __data_len), bytes);
	return 0;
}

/*
 * The classic tracepoints do not tell the request, only where it goes. Two
 * requests for the same sector at the same time are one to them.
 */

struct trace_event_raw_block_rq {
	__u32 dev;
	__u64 sector;
	__u32 nr_sector;
	char rwbs[8];
} __relocated;

/* Its name from 5.18 on, see commit d5869fdc189f. */
struct trace_event_raw_block_rq_completion {
	__u32 dev;
	__u64 sector;
	__u32 nr_sector;
	char rwbs[8];
} __relocated;

struct trace_event_raw_block_rq_complete {
	__u32 dev;
	__u64 sector;
	__u32 nr_sector;
	char rwbs[8];
} __relocated;

struct place {
	__u64 sector;
	__u32 dev;
	__u32 operation; /* its letter */
};

struct remainder {
	__u64 start_ns;
	__u64 sectors;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct place);
	__type(value, struct remainder);
} under_way SEC(".maps");

/* A write may have an F for its flush in front of its W. */
static __always_inline __u32 letter_of(char first, char second)
{
	return first == 'F' && second == 'W' ? 'W' : first;
}

static __always_inline __u32 operation_of_letter(__u32 letter)
{
	if (letter == 'R')
		return BIOLATENCY_READ;
	return letter == 'W' ? BIOLATENCY_WRITE : BIOLATENCY_OTHER;
}

SEC("tracepoint/block/block_rq_issue")
int issue_classic(struct trace_event_raw_block_rq *event)
{
	struct place place = {
		.sector = event->sector,
		.dev = event->dev,
		.operation = letter_of(event->rwbs[0], event->rwbs[1]),
	};
	struct remainder remainder = {
		.start_ns = bpf_ktime_get_ns(),
		.sectors = event->nr_sector,
	};

	if (bpf_map_update_elem(&under_way, &place, &remainder, BPF_ANY))
		count_drop();
	return 0;
}

/* Where a part completes, the rest goes on under the sector that follows. */
static __always_inline int completed_at(struct place *place, __u32 sectors)
{
	struct remainder *remainder, rest;

	/* One without a place, a flush, was issued as of sector 0. */
	if (place->sector == (__u64)-1)
		place->sector = 0;
	remainder = bpf_map_lookup_elem(&under_way, place);
	if (!remainder || (!sectors && remainder->sectors))
		return 0;
	rest = *remainder;
	bpf_map_delete_elem(&under_way, place);
	if (sectors >= rest.sectors) {
		count(operation_of_letter(place->operation),
		      bpf_ktime_get_ns() - rest.start_ns);
		return 0;
	}
	place->sector += sectors;
	rest.sectors -= sectors;
	if (bpf_map_update_elem(&under_way, place, &rest, BPF_ANY))
		count_drop();
	return 0;
}

#define COMPLETE_CLASSIC(name, type)                                           \
	SEC("tracepoint/block/block_rq_complete")                              \
	int name(struct type *event)                                           \
	{                                                                      \
		struct place place = {                                         \
			.sector = event->sector,                               \
			.dev = event->dev,                                     \
			.operation =                                           \
				letter_of(event->rwbs[0], event->rwbs[1]),     \
		};                                                             \
                                                                               \
		return completed_at(&place, event->nr_sector);                 \
	}

COMPLETE_CLASSIC(complete_classic, trace_event_raw_block_rq_completion)
COMPLETE_CLASSIC(complete_classic_old, trace_event_raw_block_rq_complete)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
