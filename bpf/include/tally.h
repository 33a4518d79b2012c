/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counting in histograms, from programs. */
#ifndef TARE_TALLY_H
#define TARE_TALLY_H

#include "histogram.h"
#include "kernel_types.h"

/* Atomic, since another CPU, or an interrupt on this one, may come in between.
 * Of two longest at the same time one may win; user space knows the longest
 * from the buckets too.
 */
static __always_inline void add_latency(struct histogram *histogram,
					__u64 delta_ns)
{
	__u32 bucket = histogram_bucket(delta_ns);

	if (bucket >= HISTOGRAM_BUCKETS)
		return;
	__sync_fetch_and_add(&histogram->counts[bucket], 1);
	__sync_fetch_and_add(&histogram->sum_ns, delta_ns);
	if (delta_ns > histogram->maximum_ns)
		histogram->maximum_ns = delta_ns;
}

#endif
