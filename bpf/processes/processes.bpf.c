// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Finds the thread that has a number in a PID namespace, and says how the
 * machine numbers it: nobody in a namespace can know that otherwise.
 */
#include "kernel_types.h"
#include "pid_numbers.h"
#include "processes.h"

const volatile struct processes_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct processes_found);
} found SEC(".maps");

struct bpf_iter__task {
	struct task_struct___common *task;
} __relocated;

SEC("iter/task")
int find(struct bpf_iter__task *context)
{
	struct task_struct___common *task = context->task;
	struct processes_found *result;
	__u32 zero = 0;

	if (!task || tid_in(task, settings.pid_namespace) != settings.number)
		return 0;
	result = bpf_map_lookup_elem(&found, &zero);
	if (!result)
		return 0;
	result->tid = BPF_CORE_READ(task, pid);
	result->pid = BPF_CORE_READ(task, tgid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
