/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who runs, by the numbers that events tell. */
#ifndef TARE_IDENTITY_H
#define TARE_IDENTITY_H

#include "filter_settings.h"
#include "kernel_types.h"
#include "pid_numbers.h"

struct identity {
	__u32 pid;
	__u32 tid;
	__u32 uid;
};

/* From 5.11 on a typed pointer to the task is to be had, and its fields are
 * plain loads; before, each takes a call of a helper.
 */
static __always_inline void
renumber(const volatile struct filter_settings *filter,
	 struct identity *identity)
{
	void *task;

	if (!filter->pid_namespace || filter->host_pids)
		return;
	task = (void *)bpf_get_current_task();
	identity->pid = pid_in(task, filter->pid_namespace);
	identity->tid = tid_in(task, filter->pid_namespace);
}

static __always_inline struct identity identify_on_machine(char *comm)
{
	struct task_struct___common *task;
	struct identity identity;
	__u64 both;

	if (bpf_core_enum_value_exists(enum bpf_func_id,
				       BPF_FUNC_get_current_task_btf)) {
		task = (void *)bpf_get_current_task_btf();
		identity.pid = task->tgid;
		identity.tid = task->pid;
		identity.uid = task->cred->uid.val;
		/* By words: one by one the bytes take 32 instructions. */
		((__u64 *)comm)[0] = ((const __u64 *)task->comm)[0];
		((__u64 *)comm)[1] = ((const __u64 *)task->comm)[1];
		return identity;
	}
	both = bpf_get_current_pid_tgid();
	identity.pid = both >> 32;
	identity.tid = both;
	identity.uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(comm, 16);
	return identity;
}

static __always_inline struct identity
identify(const volatile struct filter_settings *filter, char *comm)
{
	struct identity identity = identify_on_machine(comm);

	renumber(filter, &identity);
	return identity;
}

/* The number that events tell of the parent of who runs. */
static __always_inline __u32
shown_ppid(const volatile struct filter_settings *filter, __u32 ppid)
{
	struct task_struct___common *task;

	if (!filter->pid_namespace || filter->host_pids)
		return ppid;
	task = (void *)bpf_get_current_task();
	return pid_in(BPF_CORE_READ(task, real_parent), filter->pid_namespace);
}

#endif
