/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_BIOLATENCY_H
#define TARE_BIOLATENCY_H

#include <linux/types.h>

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
	__u32 include_queue;
};

struct biolatency_histogram {
	__u64 sum_ns;
	__u64 maximum_ns;
	__u64 counts[BIOLATENCY_BUCKETS];
};

_Static_assert(sizeof(struct biolatency_histogram) ==
		       16 + 8 * BIOLATENCY_BUCKETS,
	       "histogram");

#endif
