/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The classic tracepoints do not tell the request, only where it goes. Two
 * requests for the same sector at the same time are one to them.
 *
 * Who includes this defines `struct under_way`, what is kept of a request; two
 * of its members are `start_ns`, and `sectors`, which begins as the number of
 * all and ends as that of the last part.
 */
#ifndef TARE_BLOCK_PLACES_H
#define TARE_BLOCK_PLACES_H

#include "drops.h"
#include "kernel_types.h"

struct trace_event_raw_block_rq {
	__u32 dev;
	__u64 sector;
	__u32 nr_sector;
	__u32 bytes;
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

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct place);
	__type(value, struct under_way);
} under_way SEC(".maps");

/* A write may have an F for its flush in front of its W. */
static __always_inline __u32 letter_of(char first, char second)
{
	return first == 'F' && second == 'W' ? 'W' : first;
}

/* A macro, since the types of the events have nothing in common. */
#define PLACE_OF(event)                                                        \
	{                                                                      \
		.sector = event->sector, .dev = event->dev,                    \
		.operation = letter_of(event->rwbs[0], event->rwbs[1]),        \
	}

static __always_inline void set_under_way(const struct place *place,
					  const struct under_way *request)
{
	if (bpf_map_update_elem(&under_way, place, request, BPF_ANY))
		count_drop();
}

/* What is known of the request that completes so many sectors at a place;
 * false where it is none that was seen, or more of it remains. That goes on
 * under the sector that follows.
 */
static __always_inline bool take_under_way(struct place *place, __u32 sectors,
					   struct under_way *request)
{
	struct under_way *found;

	/* One without a place, a flush, was issued as of sector 0. */
	if (place->sector == (__u64)-1)
		place->sector = 0;
	found = bpf_map_lookup_elem(&under_way, place);
	if (!found || (!sectors && found->sectors))
		return false;
	*request = *found;
	bpf_map_delete_elem(&under_way, place);
	if (sectors >= request->sectors)
		return true;
	place->sector += sectors;
	request->sectors -= sectors;
	set_under_way(place, request);
	return false;
}

#define COMPLETE_CLASSIC_PROGRAM(name, type, handler)                          \
	SEC("tracepoint/block/block_rq_complete")                              \
	int name(struct type *event)                                           \
	{                                                                      \
		struct place place = PLACE_OF(event);                          \
                                                                               \
		handler(&place, event->nr_sector);                             \
		return 0;                                                      \
	}

/* Programs for both names of the event, which call
 *
 *	void handler(struct place *place, __u32 sectors)
 */
#define COMPLETE_CLASSIC_PROGRAMS(handler)                                     \
	COMPLETE_CLASSIC_PROGRAM(complete_classic,                             \
				 trace_event_raw_block_rq_completion, handler) \
	COMPLETE_CLASSIC_PROGRAM(complete_classic_old,                         \
				 trace_event_raw_block_rq_complete, handler)

#endif
