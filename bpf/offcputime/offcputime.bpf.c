// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long threads are blocked, by thread and by where they were: from leaving
 * the CPU without wanting to go on until they run again.
 */
#include "offcputime.h"
#include "drops.h"
#include "kernel_types.h"
#include "pid_numbers.h"
#include "started.h"
#include "task_switch.h"

const volatile struct offcputime_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct offcputime_key);
	__type(value, struct offcputime_value);
} blocks SEC(".maps");

/* The kernel puts a stack into the one place that its hash tells. One that
 * finds another there goes to the second map: a
 * second clash is rare.
 */
struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 8192);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, OFFCPUTIME_FRAMES * sizeof(__u64));
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 4096);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, OFFCPUTIME_FRAMES * sizeof(__u64));
} second_stacks SEC(".maps");

/* Stacks that found no room. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost_stacks SEC(".maps");

static __always_inline __s32 lose_stack(void)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&lost_stacks, &zero);

	if (count)
		(*count)++;
	return OFFCPUTIME_LOST_STACK;
}

#define EEXIST 17
#define ENOMEM 12

static __always_inline __s32 stack_of(void *ctx, __u64 flags)
{
	long number = bpf_get_stackid(ctx, &stacks, flags);

	if (number >= 0)
		return number;
	if (number != -EEXIST && number != -ENOMEM)
		return OFFCPUTIME_NO_STACK;
	number = bpf_get_stackid(ctx, &second_stacks, flags);
	return number >= 0 ? number | OFFCPUTIME_SECOND : lose_stack();
}

/* Both stacks of the current thread in one number. */
static __always_inline __u64 stacks_of(void *ctx)
{
	__s32 kernel = OFFCPUTIME_NO_STACK, user = OFFCPUTIME_NO_STACK;

	if (settings.with_kernel_stacks)
		kernel = stack_of(ctx, 0);
	if (settings.with_user_stacks)
		user = stack_of(ctx, BPF_F_USER_STACK);
	return (__u64)(__u32)kernel << 32 | (__u32)user;
}

/* What is known of a thread that does not block, or has ended, is forgotten. */
static __always_inline void leaves(void *ctx, __u32 tid, bool blocks, __u64 now)
{
	__u64 detail;

	if (!tid)
		return;
	finish(tid, &detail);
	if (blocks)
		start_at(tid, now, stacks_of(ctx));
}

static __always_inline struct offcputime_value *
value_of(const struct offcputime_key *key)
{
	struct offcputime_value *value, fresh = {};

	value = bpf_map_lookup_elem(&blocks, key);
	if (value)
		return value;
	bpf_map_update_elem(&blocks, key, &fresh, BPF_NOEXIST);
	value = bpf_map_lookup_elem(&blocks, key);
	if (!value)
		count_drop();
	return value;
}

/* Where the time of a thread that comes back is counted, NULL where it is not.
 * A thread is on one CPU at a time, so nobody else adds to it.
 */
static __always_inline struct offcputime_value *comes(__u32 pid, __u32 tid,
						      __u64 now)
{
	struct offcputime_value *value;
	struct offcputime_key key;
	__u64 detail, start_ns, delta_ns;

	start_ns = finish(tid, &detail);
	if (!start_ns)
		return NULL;
	delta_ns = now - start_ns;
	if (delta_ns < settings.minimum_ns || delta_ns > settings.maximum_ns)
		return NULL;
	key.pid = pid;
	key.tid = tid;
	key.kernel_stack = detail >> 32;
	key.user_stack = detail;
	value = value_of(&key);
	if (!value)
		return NULL;
	value->count++;
	value->sum_ns += delta_ns;
	if (delta_ns > value->maximum_ns)
		value->maximum_ns = delta_ns;
	return value;
}

static __always_inline bool blocks_in(long state)
{
	return state ? !(state & STATE_DEAD) : settings.include_preempted;
}

static __always_inline int switched(void *ctx, long state,
				    struct task_struct___common *prev,
				    struct task_struct___common *next,
				    bool typed)
{
	__u64 now = bpf_ktime_get_ns();
	__u32 tid = tid_of(next, typed);
	struct offcputime_value *value;

	leaves(ctx, tid_of(prev, typed),
	       blocks_in(state) &&
		       is_thread_wanted(&settings.filter, prev, typed),
	       now);
	if (!tid)
		return 0;
	value = comes(pid_of(next, typed), tid, now);
	if (!value)
		return 0;
	comm_of(next, typed, value->comm);
	if (settings.filter.pid_namespace && !value->tid) {
		value->pid = pid_in(next, settings.filter.pid_namespace);
		value->tid = tid_in(next, settings.filter.pid_namespace);
	}
	return 0;
}

SWITCH_PROGRAMS(switched)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
