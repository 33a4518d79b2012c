// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Each operation of a block device: who asked for it, where, how long it took.
 *
 * Who asks is the running process when a request is first seen. From 6.5 on
 * that is block_io_start, in whose context the request was made (commit
 * 5a80bd075f3b); before, the insertion into the queue or, of a request that
 * takes no queue, the issue.
 */
#include "bios.h"
#include "biosnoop.h"
#include "block.h"
#include "drops.h"
#include "filter.h"
#include "identity.h"
#include "output.h"

const volatile struct biosnoop_settings settings = {};

/* A request as far as it is known. */
struct under_way {
	__u64 begun_ns;
	__u64 start_ns; /* when it was given to the device; 0: not yet */
	__u64 sectors;	/* of a classic event, those that remain */
	__u64 sector;
	__u32 bytes;
	__u32 device;
	__u32 operation;
	__u32 is_wanted;
	__u32 pid;
	__u32 tid;
	char comm[16];
};

#include "block_places.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct under_way);
} requests SEC(".maps");

/* One that is not wanted is kept all the same, where the next event of it comes
 * in the name of somebody else.
 */
static __always_inline void attribute(struct under_way *request)
{
	struct identity identity = identify(&settings.filter, request->comm);

	request->pid = identity.pid;
	request->tid = identity.tid;
	request->begun_ns = bpf_ktime_get_ns();
	request->is_wanted =
		is_wanted(&settings.filter) &&
		(!settings.one_device || request->device == settings.device);
}

static __always_inline void first_seen(__u64 number, struct request *request,
				       bool typed)
{
	struct under_way fresh = {.device = device_of(request, typed)};

	attribute(&fresh);
	if (bpf_map_update_elem(&requests, &number, &fresh, BPF_ANY))
		count_drop();
}

/* What is known of a request, or NULL. What is older than its allocation is of
 * an earlier one at the same address, which was merged into another.
 */
static __always_inline struct under_way *
known(__u64 number, struct request *request, bool typed)
{
	struct under_way *found = bpf_map_lookup_elem(&requests, &number);

	if (!found ||
	    found->begun_ns < REQUEST_FIELD(request, start_time_ns, typed))
		return NULL;
	return found;
}

static __always_inline void began(struct request *request, bool typed)
{
	first_seen(number_of(request), request, typed);
}

static __always_inline void inserted(struct request *request, bool typed)
{
	__u64 number = number_of(request);

	if (!known(number, request, typed))
		first_seen(number, request, typed);
}

static __always_inline __u32 operation_of(__u32 flags)
{
	__u32 operation = flags & REQUEST_OPERATION;

	if (operation <= REQUEST_DISCARD)
		return operation;
	return BIOSNOOP_OTHER;
}

/* One without a place, a flush, is as of sector 0. */
static __always_inline __u64 placed(__u64 sector)
{
	return sector == (__u64)-1 ? 0 : sector;
}

/* A request that the device did not take is issued again: its last issue
 * counts, but what is asked for is what was asked for at first.
 */
static __always_inline void issued(struct request *request, bool typed)
{
	__u64 number = number_of(request);
	struct under_way *found = known(number, request, typed);

	if (!found) {
		first_seen(number, request, typed);
		found = bpf_map_lookup_elem(&requests, &number);
		if (!found)
			return;
	}
	if (!found->is_wanted)
		return;
	if (!found->start_ns) {
		found->sector = placed(REQUEST_FIELD(request, __sector, typed));
		found->bytes = REQUEST_FIELD(request, __data_len, typed);
		found->operation =
			operation_of(REQUEST_FIELD(request, cmd_flags, typed));
	}
	found->start_ns = bpf_ktime_get_ns();
}

static __always_inline void report(const struct under_way *request)
{
	__u64 now = bpf_ktime_get_ns();
	struct biosnoop_record record = {
		.time_ns = now,
		.delta_ns = now - request->start_ns,
		.queue_ns = request->start_ns - request->begun_ns,
		.sector = request->sector,
		.bytes = request->bytes,
		.device = request->device,
		.operation = request->operation,
		.pid = request->pid,
		.tid = request->tid,
	};

	__builtin_memcpy(record.comm, request->comm, sizeof(record.comm));
	output(&record, sizeof(record));
}

/* A part of a request may complete by itself, and a request with a flush
 * completes once more at the end of all: only the first time that nothing
 * remains counts.
 */
static __always_inline void completed(struct request *request, __u32 bytes,
				      bool typed)
{
	__u64 number = number_of(request);
	struct under_way *found;

	if (bytes < REQUEST_FIELD(request, __data_len, typed))
		return;
	found = bpf_map_lookup_elem(&requests, &number);
	if (!found)
		return;
	if (found->is_wanted && found->start_ns)
		report(found);
	bpf_map_delete_elem(&requests, &number);
}

REQUEST_PROGRAM("tp_btf", "block_io_start", begin_btf, began, true,
		struct request *request)
REQUEST_PROGRAM("raw_tp", "block_io_start", begin_raw, began, false,
		struct request *request)
REQUEST_PROGRAMS("block_rq_insert", insert, inserted)
REQUEST_PROGRAMS("block_rq_issue", issue, issued)
COMPLETE_PROGRAMS(completed)

/* Without a queue, a bio is the device's from the beginning. */
static __always_inline void bio_begins(struct bio *bio)
{
	struct under_way fresh = {.device = device_of_bio(bio)};
	__u64 number = number_of(bio);

	if (settings.one_device && fresh.device != settings.device)
		return;
	attribute(&fresh);
	if (!fresh.is_wanted)
		return;
	fresh.start_ns = fresh.begun_ns;
	fresh.sector = BPF_CORE_READ(bio, bi_iter.bi_sector);
	fresh.bytes = BPF_CORE_READ(bio, bi_iter.bi_size);
	fresh.operation = operation_of(flags_of_bio(bio));
	if (bpf_map_update_elem(&requests, &number, &fresh, BPF_ANY))
		count_drop();
}

static __always_inline void bio_ends(struct bio *bio)
{
	__u64 number = number_of(bio);
	struct under_way *found = bpf_map_lookup_elem(&requests, &number);

	if (!found)
		return;
	report(found);
	bpf_map_delete_elem(&requests, &number);
}

BIO_PROGRAMS(bio_begins, bio_ends)

static __always_inline __u32 operation_of_letter(__u32 letter)
{
	switch (letter) {
	case 'R':
		return BIOSNOOP_READ;
	case 'W':
		return BIOSNOOP_WRITE;
	case 'F':
		return BIOSNOOP_FLUSH;
	case 'D':
		return BIOSNOOP_DISCARD;
	}
	return BIOSNOOP_OTHER;
}

SEC("tracepoint/block/block_rq_issue")
int issue_classic(struct trace_event_raw_block_rq *event)
{
	struct place place = PLACE_OF(event);
	struct under_way request = {
		.sectors = event->nr_sector,
		.sector = place.sector,
		.bytes = event->bytes,
		.device = event->dev,
		.operation = operation_of_letter(place.operation),
	};

	attribute(&request);
	request.start_ns = request.begun_ns;
	if (request.is_wanted)
		set_under_way(&place, &request);
	return 0;
}

static __always_inline void completed_at(struct place *place, __u32 sectors)
{
	struct under_way request;

	if (take_under_way(place, sectors, &request))
		report(&request);
}

COMPLETE_CLASSIC_PROGRAMS(completed_at)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
