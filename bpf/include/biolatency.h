/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_BIOLATENCY_H
#define TARE_BIOLATENCY_H

#include "filter_settings.h"

/* Each power of two of nanoseconds is split into 16 buckets of equal width;
 * below 32 ns each nanosecond has its own. 976 hold every 64-bit number.
 */
#define BIOLATENCY_SPLIT_BITS 4
#define BIOLATENCY_BUCKETS 976

#define BIOLATENCY_READ 0
#define BIOLATENCY_WRITE 1
#define BIOLATENCY_OTHER 2
#define BIOLATENCY_OPERATIONS 3

struct biolatency_settings {
	struct filter_settings filter; /* of who gives it to the device */
	__u32 include_queue;
	__u32 device; /* only this one; 0: all */
	__u32 by_device;
	__u32 by_flags;
};

/* What requests are counted by where that is asked for. */
struct biolatency_kind {
	__u32 device; /* as the kernel has it: 12 bits major, 20 bits minor */
	__u32 flags;  /* REQ_..., the operation in the lowest eight bits */
};

struct biolatency_histogram {
	__u64 sum_ns;
	__u64 maximum_ns;
	__u64 counts[BIOLATENCY_BUCKETS];
};

/* The power of two by halving: BPF has no count of leading zeros. Below 32 ns
 * the shift is 0, and the number its own bucket.
 */
static inline __u32 biolatency_bucket(__u64 value_ns)
{
	__u64 rest = value_ns >> BIOLATENCY_SPLIT_BITS;
	__u32 shift = 0;

	if (rest >> 32) {
		shift = 32;
		rest >>= 32;
	}
	if (rest >> 16) {
		shift += 16;
		rest >>= 16;
	}
	if (rest >> 8) {
		shift += 8;
		rest >>= 8;
	}
	if (rest >> 4) {
		shift += 4;
		rest >>= 4;
	}
	if (rest >> 2) {
		shift += 2;
		rest >>= 2;
	}
	shift += rest >> 1;
	return (shift << BIOLATENCY_SPLIT_BITS) + (value_ns >> shift);
}

_Static_assert(sizeof(struct biolatency_histogram) ==
		       16 + 8 * BIOLATENCY_BUCKETS,
	       "histogram");

#endif
