/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The numbers of processes and threads in a PID namespace. A thread has one in
 * its own namespace and one in each above it; in any other it has none.
 *
 * bpf_get_ns_current_pid_tgid would tell those of the running thread, but not
 * where its own namespace lies below the one that is asked for.
 */
#ifndef TARE_PID_NUMBERS_H
#define TARE_PID_NUMBERS_H

#include "filter_settings.h"
#include "kernel_types.h"

/* Namespaces within namespaces that the kernel allows, the machine's with it.
 */
#define PID_LEVELS 33

struct ns_common {
	unsigned int inum;
} __relocated;

struct pid_namespace {
	struct ns_common ns;
} __relocated;

struct upid {
	int nr;
	struct pid_namespace *ns;
} __relocated;

struct pid {
	unsigned int level;
	struct upid numbers[1];
} __relocated;

/* Places in signal_struct's array: enum pid_type. */
struct signal_struct {
	struct pid *pids[4];
} __relocated;

#define TYPE_OF_PROCESS 1

struct task_struct___numbers {
	struct pid *thread_pid;
	struct signal_struct *signal;
} __relocated;

/* 0 where it has none there. Not inlined: only those who are in a namespace
 * pay for it.
 */
static __noinline __u32 number_in(__u64 pid_address, __u32 namespace)
{
	struct pid *pid = (void *)pid_address;
	__u64 first = (__u64)&pid->numbers[0];
	struct upid *number;
	__u32 level, i;

	if (!pid)
		return 0;
	level = BPF_CORE_READ(pid, level);
	for (i = 0; i < PID_LEVELS; i++) {
		if (i > level)
			return 0;
		number = (void *)(first + (level - i) * bpf_core_type_size(
								struct upid));
		if (BPF_CORE_READ(number, ns, ns.inum) == namespace)
			return BPF_CORE_READ(number, nr);
	}
	return 0;
}

static __always_inline __u32 tid_in(void *task, __u32 namespace)
{
	struct task_struct___numbers *numbered = task;

	return number_in((__u64)BPF_CORE_READ(numbered, thread_pid), namespace);
}

static __always_inline __u32 pid_in(void *task, __u32 namespace)
{
	struct task_struct___numbers *numbered = task;

	return number_in(
		(__u64)BPF_CORE_READ(numbered, signal, pids[TYPE_OF_PROCESS]),
		namespace);
}

#endif
