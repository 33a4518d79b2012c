/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When things that are not over yet began, by a key of 64 bits that is never
 * 0. A hash map costs some 150 ns to fill and empty; a place in an array, a
 * few. Two keys rarely want the same place at the same time: then the second
 * goes to a hash map, so that neither is lost. (Two CPUs that find the same
 * place free within the same nanoseconds lose one: the programs are built for
 * kernels whose BPF cannot compare and swap.)
 */
#ifndef TARE_STARTED_H
#define TARE_STARTED_H

#include "drops.h"
#include "kernel_types.h"

#define STARTED_BITS 14
#define STARTED_ELSEWHERE 1024

struct started {
	__u64 key; /* 0: free */
	__u64 start_ns;
	__u64 detail; /* what the program wants to know at the end */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << STARTED_BITS);
	__type(key, __u32);
	__type(value, struct started);
} places SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, STARTED_ELSEWHERE);
	__type(key, __u64);
	__type(value, struct started);
} elsewhere SEC(".maps");

/* Fibonacci hashing: neighbouring keys come to lie far apart. */
static __always_inline struct started *place_of(__u64 key)
{
	__u32 index = key * 0x9e3779b97f4a7c15 >> (64 - STARTED_BITS);

	return bpf_map_lookup_elem(&places, &index);
}

/* Not inlined: it hardly ever runs. */
static __noinline int start_elsewhere(__u64 key, __u64 start_ns, __u64 detail)
{
	struct started started = {
		.key = key, .start_ns = start_ns, .detail = detail};

	if (bpf_map_update_elem(&elsewhere, &key, &started, BPF_ANY))
		count_drop();
	return 0;
}

/* A key that has begun already begins anew. */
static __always_inline void start_at(__u64 key, __u64 start_ns, __u64 detail)
{
	struct started *place = place_of(key);

	if (!place)
		return;
	if (place->key && place->key != key) {
		start_elsewhere(key, start_ns, detail);
		return;
	}
	place->start_ns = start_ns;
	place->detail = detail;
	place->key = key;
}

static __always_inline void start(__u64 key, __u64 detail)
{
	start_at(key, bpf_ktime_get_ns(), detail);
}

/* Where a key that has begun is, or NULL. */
static __always_inline struct started *find_started(__u64 key)
{
	struct started *place = place_of(key);

	if (!place || place->key == key)
		return place;
	return bpf_map_lookup_elem(&elsewhere, &key);
}

/* Takes a key out and says when it began; 0 where it is not known, as of what
 * began before the programs were attached.
 */
static __always_inline __u64 finish(__u64 key, __u64 *detail)
{
	struct started *place = place_of(key);
	__u64 start_ns;

	if (!place)
		return 0;
	if (place->key == key) {
		start_ns = place->start_ns;
		*detail = place->detail;
		place->key = 0;
		return start_ns;
	}
	place = bpf_map_lookup_elem(&elsewhere, &key);
	if (!place)
		return 0;
	start_ns = place->start_ns;
	*detail = place->detail;
	bpf_map_delete_elem(&elsewhere, &key);
	return start_ns;
}

#endif
