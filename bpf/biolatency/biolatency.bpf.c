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
#include "biolatency.h"
#include "bios.h"
#include "block.h"
#include "drops.h"
#include "filter.h"
#include "started.h"
#include "tally.h"

const volatile struct biolatency_settings settings = {};

/* What the classic tracepoints keep. */
struct under_way {
	__u64 start_ns;
	__u64 sectors;
};

#include "block_places.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BIOLATENCY_OPERATIONS);
	__type(key, __u32);
	__type(value, struct histogram);
} histograms SEC(".maps");

/* User space makes room where it asks for kinds. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct biolatency_kind);
	__type(value, struct histogram);
} by_kind SEC(".maps");

/* Always empty: what a new kind begins with. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct histogram);
} empty SEC(".maps");

static __always_inline struct histogram *
histogram_of(const struct biolatency_kind *kind)
{
	struct histogram *histogram = bpf_map_lookup_elem(&by_kind, kind);
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

static __always_inline void
count(__u32 operation, const struct biolatency_kind *kind, __u64 delta_ns)
{
	struct histogram *histogram;

	if (settings.by_device || settings.by_flags)
		histogram = histogram_of(kind);
	else
		histogram = bpf_map_lookup_elem(&histograms, &operation);
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

static __always_inline bool is_asked_for(__u32 device)
{
	if (settings.device && device != settings.device)
		return false;
	return is_wanted(&settings.filter);
}

/* Reading from an untyped pointer costs a call, so it is done when needed. */
static __always_inline __u64 allocated(struct request *request, bool typed)
{
	return typed || settings.include_queue
		       ? REQUEST_FIELD(request, start_time_ns, typed)
		       : 0;
}

/* The device that a request goes to; 0 where nobody wants to know. */
static __always_inline __u32 device_if_asked(struct request *request,
					     bool typed)
{
	return settings.device || settings.by_device ? device_of(request, typed)
						     : 0;
}

/* A request that the device did not take is inserted again: its first
 * insertion counts.
 */
static __always_inline void inserted(struct request *request, bool typed)
{
	__u64 number = number_of(request);
	__u64 allocated_ns = allocated(request, typed);

	if (!is_asked_for(device_if_asked(request, typed)))
		return;
	if (!allocated_ns || !is_waiting(number, allocated_ns))
		start(number, 0);
}

/* A request that the device did not take is issued again: its last issue
 * counts, unless the wait is wanted as well.
 */
static __always_inline void issued(struct request *request, bool typed)
{
	__u64 number = number_of(request);

	if (!is_asked_for(device_if_asked(request, typed)))
		return;
	if (!settings.include_queue ||
	    !is_waiting(number, allocated(request, typed)))
		start(number, 0);
}

/* A part of a request may complete by itself, and a request with a flush
 * completes once more at the end of all: only the first time that nothing
 * remains counts.
 */
static __always_inline void completed(struct request *request, __u32 bytes,
				      bool typed)
{
	__u64 start_ns, detail;
	__u32 flags;
	struct biolatency_kind kind = {};

	if (bytes < REQUEST_FIELD(request, __data_len, typed))
		return;
	start_ns = finish(number_of(request), &detail);
	if (!start_ns)
		return;
	flags = REQUEST_FIELD(request, cmd_flags, typed);
	if (settings.by_device)
		kind.device = device_of(request, typed);
	if (settings.by_flags)
		kind.flags = flags;
	count(operation_of(flags), &kind, bpf_ktime_get_ns() - start_ns);
}

REQUEST_PROGRAMS("block_rq_insert", insert, inserted)
REQUEST_PROGRAMS("block_rq_issue", issue, issued)
COMPLETE_PROGRAMS(completed)

static __always_inline void bio_begins(struct bio *bio)
{
	__u32 device = device_of_bio(bio);

	if (is_asked_for(device))
		start(number_of(bio), (__u64)flags_of_bio(bio) << 32 | device);
}

static __always_inline void bio_ends(struct bio *bio)
{
	struct biolatency_kind kind = {};
	__u64 start_ns, detail;

	start_ns = finish(number_of(bio), &detail);
	if (!start_ns)
		return;
	if (settings.by_device)
		kind.device = detail;
	if (settings.by_flags)
		kind.flags = detail >> 32;
	count(operation_of(detail >> 32), &kind, bpf_ktime_get_ns() - start_ns);
}

BIO_PROGRAMS(bio_begins, bio_ends)

static __always_inline __u32 operation_of_letter(__u32 letter)
{
	if (letter == 'R')
		return BIOLATENCY_READ;
	return letter == 'W' ? BIOLATENCY_WRITE : BIOLATENCY_OTHER;
}

SEC("tracepoint/block/block_rq_issue")
int issue_classic(struct trace_event_raw_block_rq *event)
{
	struct place place = PLACE_OF(event);
	struct under_way request = {
		.start_ns = bpf_ktime_get_ns(),
		.sectors = event->nr_sector,
	};

	if (is_asked_for(event->dev))
		set_under_way(&place, &request);
	return 0;
}

static __always_inline void completed_at(struct place *place, __u32 sectors)
{
	struct biolatency_kind kind = {.device = place->dev};
	struct under_way request;

	if (take_under_way(place, sectors, &request))
		count(operation_of_letter(place->operation), &kind,
		      bpf_ktime_get_ns() - request.start_ns);
}

COMPLETE_CLASSIC_PROGRAMS(completed_at)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
