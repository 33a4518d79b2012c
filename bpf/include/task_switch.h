/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Context switches, in the shapes that sched_switch has had: up to 5.17 the
 * state that the leaving thread goes to is read from it; 5.18 hands it over, at
 * first in the middle (fa2c3254d7cf), soon at the end (9c2136be0878).
 */
#ifndef TARE_TASK_SWITCH_H
#define TARE_TASK_SWITCH_H

#include "filter.h"
#include "kernel_types.h"

/* Up to 5.13, see commit 2f064a59a11f. */
struct task_struct___state {
	long state;
} __relocated;

struct task_struct___unsigned_state {
	unsigned int __state;
} __relocated;

struct trace_event_raw_sched_wakeup_template {
	int pid;
} __relocated;

struct trace_event_raw_sched_switch {
	int prev_pid;
	long prev_state;
	char next_comm[16];
	int next_pid;
} __relocated;

/* Of the state in a classic event; a bit above says that it was preempted. */
#define STATE_REPORTED 0xff
/* The thread has ended. */
#define STATE_DEAD 0x80

static __always_inline long state_of(void *task)
{
	struct task_struct___unsigned_state *recent = task;
	struct task_struct___state *old = task;

	if (bpf_core_field_exists(recent->__state))
		return BPF_CORE_READ(recent, __state);
	return BPF_CORE_READ(old, state);
}

/* The fields of a typed pointer are plain loads; of another, each takes a call
 * of a helper. `typed` is a constant.
 */
static __always_inline __u32 tid_of(struct task_struct___common *task,
				    bool typed)
{
	return typed ? task->pid : BPF_CORE_READ(task, pid);
}

static __always_inline __u32 pid_of(struct task_struct___common *task,
				    bool typed)
{
	return typed ? task->tgid : BPF_CORE_READ(task, tgid);
}

/* The thread whose name is the process's. */
static __always_inline struct task_struct___common *
leader_of(struct task_struct___common *task, bool typed)
{
	return typed ? task->group_leader : BPF_CORE_READ(task, group_leader);
}

static __always_inline void comm_of(struct task_struct___common *task,
				    bool typed, char *comm)
{
	if (typed)
		__builtin_memcpy(comm, task->comm, 16);
	else
		bpf_core_read(comm, 16, &task->comm);
}

/* Whether events of a thread are wanted, without a call of a helper where a
 * typed pointer tells.
 */
static __always_inline bool
is_thread_wanted(const volatile struct filter_settings *filter,
		 struct task_struct___common *task, bool typed)
{
	__u32 conditions = filter->conditions;

	if (conditions & ~(FILTER_PID | FILTER_TID | FILTER_FAMILY))
		return is_task_wanted(filter, task);
	return !conditions ||
	       are_wanted(filter, conditions, pid_of(task, typed),
			  tid_of(task, typed));
}

#define SWITCH_PROGRAM(section, name, handler, typed, state, ...)              \
	SEC(section "/sched_switch")                                           \
	int BPF_PROG(name, bool preempted, __VA_ARGS__)                        \
	{                                                                      \
		return handler(ctx, preempted ? 0 : state, prev, next, typed); \
	}

#define LEAVING struct task_struct___common *prev
#define COMING struct task_struct___common *next

#define SWITCH_PROGRAMS_OF(section, kind, handler, typed)                      \
	SWITCH_PROGRAM(section, switch_##kind, handler, typed, state, LEAVING, \
		       COMING, unsigned int state)                             \
	SWITCH_PROGRAM(section, switch_##kind##_middle, handler, typed, state, \
		       unsigned int state, LEAVING, COMING)                    \
	SWITCH_PROGRAM(section, switch_##kind##_old, handler, typed,           \
		       state_of(prev), LEAVING, COMING)

/* Programs for every shape that call
 *
 *	int handler(void *ctx, long state, prev, next, bool typed)
 *
 * `state`: what the leaving thread, which still is the current one, goes to; 0
 * where it would go on.
 */
#define SWITCH_PROGRAMS(handler)                                               \
	SWITCH_PROGRAMS_OF("tp_btf", btf, handler, true)                       \
	SWITCH_PROGRAMS_OF("raw_tp", raw, handler, false)

#endif
