/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How records leave the kernel: through a ring buffer whose reader is woken
 * in batches. Waking it for each record would cost the traced code an
 * inter-processor interrupt, on a virtual machine about ten microseconds.
 */
#ifndef TARE_OUTPUT_H
#define TARE_OUTPUT_H

#include "drops.h"
#include "kernel_types.h"

/* The reader is woken once when this much waits for it; it also looks by
 * itself from time to time, so that the last records do not wait for ever.
 */
#define WAKE_BYTES (1 << 20)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} records SEC(".maps");

static __always_inline __u64 wake_flag(__u64 size)
{
	__u64 waiting = bpf_ringbuf_query(&records, BPF_RB_AVAIL_DATA);

	if (waiting < WAKE_BYTES && waiting + size >= WAKE_BYTES)
		return BPF_RB_FORCE_WAKEUP;
	return BPF_RB_NO_WAKEUP;
}

/* A record that finds the ring full counts as a drop. */
static __always_inline void output(void *record, __u64 size)
{
	if (bpf_ringbuf_output(&records, record, size, wake_flag(size)))
		count_drop();
}

#endif
