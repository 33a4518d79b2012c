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
#include "filter.h"
#include "request.h"
#include "started.h"

#define REQUEST_OPERATION 0xff
#define REQUEST_READ 0
#define REQUEST_WRITE 1

const volatile struct biolatency_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BIOLATENCY_OPERATIONS);
	__type(key, __u32);
	__type(value, struct biolatency_histogram);
} histograms SEC(".maps");

/* User space makes room where it asks for kinds. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct biolatency_kind);
	__type(value, struct biolatency_histogram);
} by_kind SEC(".maps");

/* Always empty: what a new kind begins with. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct biolatency_histogram);
} empty SEC(".maps");

static __always_inline struct biolatency_histogram *
histogram_of(const struct biolatency_kind *kind)
{
	struct biolatency_histogram *histogram =
		bpf_map_lookup_elem(&by_kind, kind);
	void *fresh;
	__u32 zero = 0;

	if (histogram)
		return histogram;
	fresh = bpf_map_lookup_elem(&empty, &zero);
	if (!fresh)
		return NULL;
	bpf_map_update_elem(&by_kind, kind, fresh, BPF_NOEXIST);
	histogram = bpf_map_lookup_elem(&by_kind, kind);
	if (!histogram)
		count_drop();
	return histogram;
}

/* Atomic, since a completion in an interrupt may come in between. */
static __always_inline void
count(__u32 operation, const struct biolatency_kind *kind, __u64 delta_ns)
{
	struct biolatency_histogram *histogram;
	__u32 bucket = biolatency_bucket(delta_ns);

	if (settings.by_device || settings.by_flags)
		histogram = histogram_of(kind);
	else
		histogram = bpf_map_lookup_elem(&histograms, &operation);

	if (!histogram || bucket >= BIOLATENCY_BUCKETS)
		return;
	__sync_fetch_and_add(&histogram->counts[bucket], 1);
	__sync_fetch_and_add(&histogram->sum_ns, delta_ns);
	if (delta_ns > histogram->maximum_ns)
		histogram->maximum_ns = delta_ns;
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

static __always_inline bool is_asked_for(__u32 device)
{
	if (settings.device && device != settings.device)
		return false;
	return is_wanted(&settings.filter);
}

/* A request that the device did not take is inserted again: its first
 * insertion counts.
 */
static __always_inline void inserted(__u64 request, __u64 allocated_ns,
				     __u32 device)
{
	if (!is_asked_for(device))
		return;
	if (!allocated_ns || !is_waiting(request, allocated_ns))
		start(request, 0);
}

/* A request that the device did not take is issued again: its last issue
 * counts, unless the wait is wanted as well.
 */
static __always_inline void issued(__u64 request, __u64 allocated_ns,
				   __u32 device)
{
	if (!is_asked_for(device))
		return;
	if (!settings.include_queue || !is_waiting(request, allocated_ns))
		start(request, 0);
}

/* A part of a request may complete by itself, and a request with a flush
 * completes once more at the end of all: only the first time that nothing
 * remains counts.
 */
static __always_inline void completed(__u64 request, __u32 flags, __u32 device,
				      __u32 remaining, __u32 bytes)
{
	struct biolatency_kind kind = {
		.device = settings.by_device ? device : 0,
		.flags = settings.by_flags ? flags : 0,
	};
	__u64 start_ns, detail;

	if (bytes < remaining)
		return;
	start_ns = finish(request, &detail);
	if (start_ns)
		count(operation_of(flags), &kind,
		      bpf_ktime_get_ns() - start_ns);
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

#define NEEDS_DEVICE (settings.device || settings.by_device)

/* The device that a request goes to; 0 where nobody wants to know. */
static __always_inline __u32 device_of(struct request *request)
{
	return NEEDS_DEVICE ? device_of_typed(request) : 0;
}

static __always_inline __u32 device_raw(struct request *request)
{
	return NEEDS_DEVICE ? device_of_untyped(request) : 0;
}

SEC("tp_btf/block_rq_insert")
int BPF_PROG(insert_btf, struct request *request)
{
	inserted(number_of(request), request->start_time_ns,
		 device_of(request));
	return 0;
}

SEC("tp_btf/block_rq_issue")
int BPF_PROG(issue_btf, struct request *request)
{
	issued(number_of(request), request->start_time_ns, device_of(request));
	return 0;
}

/* Up to 5.10 a queue comes first; see commit a54895fa. */
SEC("tp_btf/block_rq_insert")
int BPF_PROG(insert_btf_queue, void *queue, struct request *request)
{
	inserted(number_of(request), request->start_time_ns,
		 device_of(request));
	return 0;
}

SEC("tp_btf/block_rq_issue")
int BPF_PROG(issue_btf_queue, void *queue, struct request *request)
{
	issued(number_of(request), request->start_time_ns, device_of(request));
	return 0;
}

SEC("tp_btf/block_rq_complete")
int BPF_PROG(complete_btf, struct request *request, int error,
	     unsigned int bytes)
{
	completed(number_of(request), request->cmd_flags, device_of(request),
		  request->__data_len, bytes);
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
	inserted((__u64)request, allocated_raw(request), device_raw(request));
	return 0;
}

SEC("raw_tp/block_rq_issue")
int BPF_PROG(issue_raw, struct request *request)
{
	issued((__u64)request, allocated_raw(request), device_raw(request));
	return 0;
}

SEC("raw_tp/block_rq_insert")
int BPF_PROG(insert_raw_queue, void *queue, struct request *request)
{
	inserted((__u64)request, allocated_raw(request), device_raw(request));
	return 0;
}

SEC("raw_tp/block_rq_issue")
int BPF_PROG(issue_raw_queue, void *queue, struct request *request)
{
	issued((__u64)request, allocated_raw(request), device_raw(request));
	return 0;
}

SEC("raw_tp/block_rq_complete")
int BPF_PROG(complete_raw, struct request *request, int error,
	     unsigned int bytes)
{
	completed((__u64)request, BPF_CORE_READ(request, cmd_flags),
		  device_raw(request), BPF_CORE_READ(request, __data_len),
		  bytes);
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

	if (!is_asked_for(event->dev))
		return 0;
	if (bpf_map_update_elem(&under_way, &place, &remainder, BPF_ANY))
		count_drop();
	return 0;
}

/* Where a part completes, the rest goes on under the sector that follows. */
static __always_inline int completed_at(struct place *place, __u32 sectors)
{
	struct biolatency_kind kind = {.device = place->dev};
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
		count(operation_of_letter(place->operation), &kind,
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
