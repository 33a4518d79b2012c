// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One program for each kind of hook that counts how often it ran. One of them
 * is loaded at a time, attached to a real target, and has to be seen to run.
 */
#include "hook_kinds.h"
#include "kernel_types.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} fired SEC(".maps");

static __always_inline void count(void)
{
	__u32 key = 0;
	__u64 *runs = bpf_map_lookup_elem(&fired, &key);

	if (runs)
		__sync_fetch_and_add(runs, 1);
}

#define COUNTING(name, section)                                                \
	SEC(section)                                                           \
	int on_##name(void *ctx)                                               \
	{                                                                      \
		count();                                                       \
		return 0;                                                      \
	}

EACH_HOOK_KIND(COUNTING)
COUNTING(perf_event, "perf_event")
COUNTING(iter, "iter/task")

char LICENSE[] SEC("license") = "Dual BSD/GPL";
