// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long threads that could run wait for a CPU: from their wake-up, or from
 * being made to leave a CPU, until they run.
 */
#include "runqlat.h"
#include "drops.h"
#include "kernel_types.h"
#include "pid_numbers.h"
#include "started.h"
#include "tally.h"
#include "task_switch.h"

const volatile struct runqlat_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct histogram);
} together SEC(".maps");

/* User space makes room where waits are counted by process or thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct runqlat_group);
} groups SEC(".maps");

#define PROCESSES groups
#include "process_names.h"

/* What a group begins as: too large for a program's stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct runqlat_group);
} fresh_group SEC(".maps");

/* A thread that is woken once more before it runs has waited all the while. */
static __always_inline void woken(__u32 tid)
{
	if (!find_started(tid))
		start(tid, 0);
}

/* What the leaving thread may have left behind by being woken while it ran is
 * forgotten; if it would go on, it begins to wait.
 */
static __always_inline void leaves(__u32 tid, bool waits, __u64 now)
{
	__u64 detail;

	if (!tid)
		return;
	finish(tid, &detail);
	if (waits)
		start_at(tid, now, 0);
}

/* Since when a thread that comes to a CPU has waited; 0 where it is not known,
 * or not wanted.
 */
static __always_inline __u64 comes(__u32 tid)
{
	__u64 detail;

	return tid ? finish(tid, &detail) : 0;
}

/* Not inlined: it runs once for each group. */
static __noinline int make_group(__u32 key)
{
	__u32 zero = 0;
	struct runqlat_group *fresh = bpf_map_lookup_elem(&fresh_group, &zero);

	if (fresh)
		bpf_map_update_elem(&groups, &key, fresh, BPF_NOEXIST);
	return 0;
}

static __always_inline struct runqlat_group *group_of(__u32 key)
{
	struct runqlat_group *group = bpf_map_lookup_elem(&groups, &key);

	if (group)
		return group;
	make_group(key);
	group = bpf_map_lookup_elem(&groups, &key);
	if (!group)
		count_drop();
	return group;
}

static __always_inline struct histogram *histogram_of_all(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&together, &zero);
}

/* The group that a thread's waits are counted in, which bears the thread's or
 * process's own name of now.
 */
static __always_inline struct runqlat_group *
group_of_task(struct task_struct___common *task, __u32 tid, bool typed)
{
	bool by_process = settings.grouping == RUNQLAT_BY_PROCESS;
	__u32 namespace = settings.filter.pid_namespace;
	struct runqlat_group *group;

	group = group_of(by_process ? pid_of(task, typed) : tid);
	if (!group)
		return NULL;
	if (by_process)
		comm_of(leader_of(task, typed), typed, group->comm);
	else
		comm_of(task, typed, group->comm);
	if (namespace && !group->number)
		group->number = by_process ? pid_in(task, namespace)
					   : tid_in(task, namespace);
	return group;
}

static __always_inline int woke(struct task_struct___common *task, bool typed)
{
	if (is_thread_wanted(&settings.filter, task, typed))
		woken(tid_of(task, typed));
	return 0;
}

static __always_inline int switched(void *ctx, long state,
				    struct task_struct___common *prev,
				    struct task_struct___common *next,
				    bool typed)
{
	__u64 now = bpf_ktime_get_ns(), start_ns;
	__u32 tid = tid_of(next, typed);
	struct histogram *histogram;
	struct runqlat_group *group;

	leaves(tid_of(prev, typed),
	       !state && is_thread_wanted(&settings.filter, prev, typed), now);
	start_ns = comes(tid);
	if (!start_ns)
		return 0;
	if (settings.grouping == RUNQLAT_TOGETHER) {
		histogram = histogram_of_all();
	} else {
		group = group_of_task(next, tid, typed);
		histogram = group ? &group->histogram : NULL;
	}
	if (histogram)
		add_latency(histogram, now - start_ns);
	return 0;
}

SWITCH_PROGRAMS(switched)

SEC("tp_btf/sched_wakeup")
int BPF_PROG(wakeup_btf, struct task_struct___common *task)
{
	return woke(task, true);
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(wakeup_new_btf, struct task_struct___common *task)
{
	return woke(task, true);
}

SEC("raw_tp/sched_wakeup")
int BPF_PROG(wakeup_raw, struct task_struct___common *task)
{
	return woke(task, false);
}

SEC("raw_tp/sched_wakeup_new")
int BPF_PROG(wakeup_new_raw, struct task_struct___common *task)
{
	return woke(task, false);
}

/* The classic events tell threads and not processes. */

static __always_inline bool is_tid_wanted(__u32 tid)
{
	return are_wanted(&settings.filter, settings.filter.conditions, 0, tid);
}

static __always_inline int woke_classic(__u32 tid)
{
	if (is_tid_wanted(tid))
		woken(tid);
	return 0;
}

SEC("tracepoint/sched/sched_wakeup")
int wakeup_classic(struct trace_event_raw_sched_wakeup_template *event)
{
	return woke_classic(event->pid);
}

SEC("tracepoint/sched/sched_wakeup_new")
int wakeup_new_classic(struct trace_event_raw_sched_wakeup_template *event)
{
	return woke_classic(event->pid);
}

SEC("tracepoint/sched/sched_switch")
int switch_classic(struct trace_event_raw_sched_switch *event)
{
	__u64 now = bpf_ktime_get_ns(), start_ns;
	struct histogram *histogram;
	struct runqlat_group *group;

	leaves(event->prev_pid,
	       !(event->prev_state & STATE_REPORTED) &&
		       is_tid_wanted(event->prev_pid),
	       now);
	start_ns = comes(event->next_pid);
	if (!start_ns)
		return 0;
	if (settings.grouping == RUNQLAT_TOGETHER) {
		histogram = histogram_of_all();
	} else {
		group = group_of(event->next_pid);
		if (!group)
			return 0;
		bpf_core_read(group->comm, 16, &event->next_comm);
		histogram = &group->histogram;
	}
	if (histogram)
		add_latency(histogram, now - start_ns);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
