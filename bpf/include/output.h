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

/* A CPU wakes the reader each time it has sent this much: a share of the ring,
 * so that it is not full before, whichever CPUs send. The reader also looks by
 * itself from time to time, so that the last records do not wait for ever.
 */
const volatile __u32 wake_bytes SEC(".rodata.ring") = 1 << 18;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} records SEC(".maps");

/* What a CPU has sent since it last woke the reader. Asking the ring instead
 * would take a call of a helper for each record.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} sent SEC(".maps");

static __always_inline __u64 wake_flag(__u64 size)
{
	__u32 zero = 0;
	__u64 *bytes = bpf_map_lookup_elem(&sent, &zero);

	if (!bytes)
		return BPF_RB_NO_WAKEUP;
	*bytes += size;
	if (*bytes < wake_bytes)
		return BPF_RB_NO_WAKEUP;
	*bytes = 0;
	return BPF_RB_FORCE_WAKEUP;
}

/* A record that finds the ring full counts as a drop. */
static __always_inline void output(void *record, __u64 size)
{
	if (bpf_ringbuf_output(&records, record, size, wake_flag(size)))
		count_drop();
}

#endif
