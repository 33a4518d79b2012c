/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whose events are wanted. The settings are constants when the verifier looks
 * at a program, so a condition that nobody set costs nothing: its code is
 * removed.
 *
 * A family is a process and whatever it starts from then on. The two programs
 * below keep the list of its members; they are attached only where a family is
 * asked for. A child is on the list before it first runs.
 */
#ifndef TARE_FILTER_H
#define TARE_FILTER_H

#include "filter_settings.h"
#include "drops.h"
#include "kernel_types.h"

/* The levels of cgroups that are looked through, from a task's own upwards. */
#define FILTER_LEVELS 32

struct kernfs_node {
	__u64 id;
} __relocated;

struct cgroup;

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
} __relocated;

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
} __relocated;

struct css_set {
	struct cgroup *dfl_cgrp;
} __relocated;

struct task_struct___cgroups {
	struct css_set *cgroups;
} __relocated;

/* Holds the one cgroup that is asked for. */
struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} filter_cgroup SEC(".maps");

/* Processes by number; user space makes room and puts the first one in. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} family SEC(".maps");

static __always_inline bool is_in_family(__u32 pid)
{
	return bpf_map_lookup_elem(&family, &pid);
}

/* Whether a name holds the bytes that are looked for. Older kernels leave what
 * was there before behind a name's NUL, which is not searched.
 */
static __always_inline bool names(const volatile struct filter_settings *filter,
				  const char *comm)
{
	__u64 low, high;
	int i;

	__builtin_memcpy(&low, comm, 8);
	__builtin_memcpy(&high, comm + 8, 8);
	for (i = 0; i < 16 && (low & 0xff); i++) {
		if ((low & filter->comm_mask[0]) == filter->comm[0] &&
		    (high & filter->comm_mask[1]) == filter->comm[1])
			return true;
		low = low >> 8 | high << 56;
		high >>= 8;
	}
	return false;
}

static __always_inline bool
are_wanted(const volatile struct filter_settings *filter, __u32 pid, __u32 tid)
{
	if (filter->conditions & FILTER_PID && pid != filter->pid)
		return false;
	if (filter->conditions & FILTER_TID && tid != filter->tid)
		return false;
	return !(filter->conditions & FILTER_FAMILY) || is_in_family(pid);
}

/* Whether events of the running thread are wanted. */
static __always_inline bool
is_wanted(const volatile struct filter_settings *filter)
{
	char comm[16] __attribute__((aligned(8)));
	__u64 both;

	if (filter->conditions & (FILTER_PID | FILTER_TID | FILTER_FAMILY)) {
		both = bpf_get_current_pid_tgid();
		if (!are_wanted(filter, both >> 32, both))
			return false;
	}
	if (filter->conditions & FILTER_UID &&
	    (__u32)bpf_get_current_uid_gid() != filter->uid)
		return false;
	if (filter->conditions & FILTER_COMM) {
		bpf_get_current_comm(comm, sizeof(comm));
		if (!names(filter, comm))
			return false;
	}
	return !(filter->conditions & FILTER_CGROUP) ||
	       bpf_current_task_under_cgroup(&filter_cgroup, 0) == 1;
}

/* Whether a task is in a cgroup or one of those below it. */
static __always_inline bool is_under_cgroup(void *task, __u64 cgroup_id)
{
	struct task_struct___cgroups *holder = task;
	struct cgroup *cgroup = BPF_CORE_READ(holder, cgroups, dfl_cgrp);
	struct cgroup_subsys_state *parent;
	int i;

	for (i = 0; i < FILTER_LEVELS && cgroup; i++) {
		if (BPF_CORE_READ(cgroup, kn, id) == cgroup_id)
			return true;
		parent = BPF_CORE_READ(cgroup, self.parent);
		if (!parent)
			return false;
		cgroup = BPF_CORE_READ(parent, cgroup);
	}
	return false;
}

/* Whether events of any thread are wanted: for programs that run while another
 * one does.
 */
static __always_inline bool
is_task_wanted(const volatile struct filter_settings *filter,
	       struct task_struct___common *task)
{
	char comm[16] __attribute__((aligned(8)));
	__u32 uid;

	if (filter->conditions & (FILTER_PID | FILTER_TID | FILTER_FAMILY) &&
	    !are_wanted(filter, BPF_CORE_READ(task, tgid),
			BPF_CORE_READ(task, pid)))
		return false;
	if (filter->conditions & FILTER_UID) {
		BPF_CORE_READ_INTO(&uid, task, cred, uid.val);
		if (uid != filter->uid)
			return false;
	}
	if (filter->conditions & FILTER_COMM) {
		BPF_CORE_READ_INTO(&comm, task, comm);
		if (!names(filter, comm))
			return false;
	}
	return !(filter->conditions & FILTER_CGROUP) ||
	       is_under_cgroup(task, filter->cgroup_id);
}

/* A process that a member starts is one. */
SEC("raw_tp/sched_process_fork")
int BPF_PROG(family_fork, struct task_struct___common *parent,
	     struct task_struct___common *child)
{
	__u32 pid = BPF_CORE_READ(child, tgid), member = 1;

	if (BPF_CORE_READ(child, pid) != pid ||
	    !is_in_family(BPF_CORE_READ(parent, tgid)))
		return 0;
	if (bpf_map_update_elem(&family, &pid, &member, BPF_ANY))
		count_drop();
	return 0;
}

/* The last thread of a process is gone, and its number may be given anew. */
SEC("raw_tp/sched_process_free")
int BPF_PROG(family_free, struct task_struct___common *task)
{
	__u32 pid = BPF_CORE_READ(task, tgid);

	if (BPF_CORE_READ(task, pid) == pid)
		bpf_map_delete_elem(&family, &pid);
	return 0;
}

#endif
