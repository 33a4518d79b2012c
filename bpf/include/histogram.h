/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A histogram of latencies, as it is kept in the kernel. */
#ifndef TARE_HISTOGRAM_H
#define TARE_HISTOGRAM_H

#include <linux/types.h>

/* Each power of two of nanoseconds is split into 16 buckets of equal width;
 * below 32 ns each nanosecond has its own. 976 hold every 64-bit number.
 */
#define HISTOGRAM_SPLIT_BITS 4
#define HISTOGRAM_BUCKETS 976

struct histogram {
	__u64 sum_ns;
	__u64 maximum_ns;
	__u64 counts[HISTOGRAM_BUCKETS];
};

/* The power of two by halving: BPF has no count of leading zeros. Below 32 ns
 * the shift is 0, and the number its own bucket.
 */
static inline __u32 histogram_bucket(__u64 value_ns)
{
	__u64 rest = value_ns >> HISTOGRAM_SPLIT_BITS;
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
	return (shift << HISTOGRAM_SPLIT_BITS) + (value_ns >> shift);
}

_Static_assert(sizeof(struct histogram) == 16 + 8 * HISTOGRAM_BUCKETS,
	       "histogram");

#endif
