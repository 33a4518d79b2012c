// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How often each of several events happens, by process, and after what pause:
 * a program that has not run for a while is in no cache. Nothing else is looked
 * at: this is what a forecast rests on, and it must not cost what it is to
 * forecast.
 *
 * Each CPU counts for the process it runs in a slot of its own, and adds the
 * slot to the hash when it runs another one.
 */
#include "kernel_types.h"
#include "census.h"
#include "drops.h"
#include "histogram.h"
#include "hook_kinds.h"
#include "pid_numbers.h"

const volatile struct census_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct census_slot);
} current_slot SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, struct census_process);
} by_process SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, CENSUS_COUNTERS);
	__type(key, __u32);
	__type(value, struct census_pauses);
} pauses SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct census_endings);
} endings SEC(".maps");

#define PROCESSES by_process
#include "process_names.h"

/* What a process begins with: too large for a program's stack. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct census_process);
} fresh_process SEC(".maps");

static __always_inline void make_process(__u32 pid)
{
	__u32 zero = 0;
	struct census_process *fresh =
		bpf_map_lookup_elem(&fresh_process, &zero);
	void *task = (void *)bpf_get_current_task();

	if (!fresh || bpf_map_lookup_elem(&by_process, &pid))
		return;
	copy_process_name(fresh->comm, task);
	if (settings.pid_namespace)
		fresh->pid = pid_in(task, settings.pid_namespace);
	bpf_map_update_elem(&by_process, &pid, fresh, BPF_NOEXIST);
}

/* Not inlined: it runs once a change of process. */
static __noinline int move_slot(__u32 pid)
{
	__u32 zero = 0;
	struct census_slot *slot = bpf_map_lookup_elem(&current_slot, &zero);
	struct census_process *process;
	int index;

	if (!slot)
		return 0;
	if (!slot->pid) /* the idle threads, which no event has announced */
		make_process(0);
	process = bpf_map_lookup_elem(&by_process, &slot->pid);
	for (index = 0; index < CENSUS_COUNTERS; index++) {
		if (!slot->counts[index])
			continue;
		if (process) {
			__sync_fetch_and_add(&process->counts[index],
					     slot->counts[index]);
			__sync_fetch_and_add(&process->rested[index],
					     slot->rested[index]);
		} else { /* it found the hash full */
			count_drops(slot->counts[index]);
		}
		slot->counts[index] = 0;
		slot->rested[index] = 0;
	}
	slot->pid = pid;
	make_process(pid);
	return 0;
}

/* Events of a tick whose pauses are looked at. Where there are more of them
 * they follow one another closely, and a clock for each would cost too much.
 */
#define TIMED_IN_TICK 64

/* A class is all buckets of a histogram that share a power of two. */
#define UNSPLIT_SHIFT (CENSUS_PAUSE_SHIFT - HISTOGRAM_SPLIT_BITS)

/* The class of the pause before an event of now. */
static __always_inline __u32 pause_before(struct census_pauses *pauses)
{
	__u64 tick = bpf_jiffies64(), now, last = pauses->last_ns;
	__u64 passed = tick - pauses->tick;
	bool was_untimed = pauses->in_tick > TIMED_IN_TICK;
	__u32 class;

	if (passed)
		pauses->in_tick = 0;
	pauses->tick = tick;
	if (++pauses->in_tick > TIMED_IN_TICK)
		return 0;
	now = bpf_ktime_get_ns();
	pauses->last_ns = now;
	/* The last one of a busy tick has no time, and was a moment ago. */
	if (was_untimed && passed < 2)
		return 0;
	if (!last)
		return CENSUS_PAUSES - 1;
	class = histogram_bucket((now - last) >> UNSPLIT_SHIFT) >>
		HISTOGRAM_SPLIT_BITS;
	return class < CENSUS_PAUSES ? class : CENSUS_PAUSES - 1;
}

static __always_inline int count(int index)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32, zero = 0;
	__u32 key = index, class;
	struct census_slot *slot = bpf_map_lookup_elem(&current_slot, &zero);
	struct census_pauses *own = bpf_map_lookup_elem(&pauses, &key);

	if (!slot || !own)
		return 0;
	if (slot->pid != pid)
		move_slot(pid);
	slot->counts[index]++;
	class = pause_before(own);
	/* Else the compiler knows the bound, and the verifier does not. */
	barrier_var(class);
	class &= CENSUS_PAUSES - 1;
	own->counts[class]++;
	if (class >= CENSUS_RESTED)
		slot->rested[index]++;
	return 0;
}

#define COUNT(section, name, index)                                            \
	SEC(section)                                                           \
	int name(void *ctx)                                                    \
	{                                                                      \
		return count(index);                                           \
	}

enum { first_raw_tracepoint, first_tracepoint = CENSUS_PROGRAMS };

#define COUNT_12(name, section)                                                \
	COUNT(section, name##_0, first_##name + 0)                             \
	COUNT(section, name##_1, first_##name + 1)                             \
	COUNT(section, name##_2, first_##name + 2)                             \
	COUNT(section, name##_3, first_##name + 3)                             \
	COUNT(section, name##_4, first_##name + 4)                             \
	COUNT(section, name##_5, first_##name + 5)                             \
	COUNT(section, name##_6, first_##name + 6)                             \
	COUNT(section, name##_7, first_##name + 7)                             \
	COUNT(section, name##_8, first_##name + 8)                             \
	COUNT(section, name##_9, first_##name + 9)                             \
	COUNT(section, name##_10, first_##name + 10)                           \
	COUNT(section, name##_11, first_##name + 11)

EACH_UNTYPED_EVENT_KIND(COUNT_12)

struct blk_mq_ctx {
	unsigned int cpu;
} __relocated;

struct request {
	struct blk_mq_ctx *mq_ctx;
} __relocated;

/* A request that ends on another CPU than it began on finds what its beginning
 * left in that CPU's caches.
 */
SEC("raw_tp")
int ended(struct bpf_raw_tracepoint_args *ctx)
{
	struct request *request = (struct request *)ctx->args[0];
	struct census_endings *own;
	__u32 zero = 0;

	own = bpf_map_lookup_elem(&endings, &zero);
	if (!own || !bpf_core_field_exists(request->mq_ctx->cpu))
		return 0;
	own->all++;
	if (BPF_CORE_READ(request, mq_ctx, cpu) != bpf_get_smp_processor_id())
		own->elsewhere++;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
