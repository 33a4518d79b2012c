/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a probe could not keep, by CPU. User space must read it. */
#ifndef TARE_DROPS_H
#define TARE_DROPS_H

#include "kernel_types.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} drops SEC(".maps");

static __always_inline void count_drops(__u64 number)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&drops, &zero);

	if (count)
		*count += number;
}

static __always_inline void count_drop(void)
{
	count_drops(1);
}

#endif
