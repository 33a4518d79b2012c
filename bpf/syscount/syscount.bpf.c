// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How many system calls each process, or each kind of system call, makes.
 *
 * A hash update for each system call would cost more than the hook. Each CPU
 * therefore counts for the process it runs in a slot of its own, and adds the
 * slot to the hash when it runs another process.
 */
#include "drops.h"
#include "filter.h"
#include "kernel_types.h"
#include "pid_numbers.h"
#include "registers.h"
#include "started.h"
#include "syscount.h"

/* The calls that never return, by table. */
#define NR_EXIT 60
#define NR_EXIT_GROUP 231
#define NR_32_EXIT 1
#define NR_32_EXIT_GROUP 252

/* Numbers of x32 code, which has the 64-bit table, bear this bit. */
#define X32_BIT 0x40000000

/* A call that a signal interrupts returns one of these into the kernel, which
 * makes EINTR of it or begins the call anew (include/linux/errno.h).
 */
#define EINTR 4
#define FIRST_RESTART 512
#define LAST_RESTART 516
#define NO_RESTART 515 /* in between: another error */

const volatile struct syscount_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SYSCOUNT_OTHER + 1);
	__type(key, __u32);
	__type(value, struct syscount_sum);
} by_number SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct syscount_slot);
} current_slot SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, struct syscount_process);
} by_process SEC(".maps");

#define PROCESSES by_process
#include "process_names.h"

static __always_inline void add(struct syscount_sum *sum, __u64 time_ns)
{
	sum->count++;
	if (settings.with_time)
		sum->time_ns += time_ns;
}

/* Where a call is counted that is made now. */
static __always_inline __u32 place_of_call(long number)
{
	if (number < 0)
		return SYSCOUNT_OTHER;
	if (is_compat())
		return number < SYSCOUNT_NUMBERS ? number + SYSCOUNT_NUMBERS
						 : SYSCOUNT_OTHER;
	number &= ~X32_BIT;
	return number < SYSCOUNT_NUMBERS ? number : SYSCOUNT_OTHER;
}

static __always_inline void count_at(__u32 key, __u64 time_ns)
{
	struct syscount_sum *sum;

	sum = bpf_map_lookup_elem(&by_number, &key);
	if (sum)
		add(sum, time_ns);
}

static __always_inline void make_process(__u32 pid)
{
	struct syscount_process fresh = {};
	void *task;

	if (bpf_map_lookup_elem(&by_process, &pid))
		return;
	task = (void *)bpf_get_current_task();
	copy_process_name(fresh.comm, task);
	if (settings.filter.pid_namespace)
		fresh.pid = pid_in(task, settings.filter.pid_namespace);
	bpf_map_update_elem(&by_process, &pid, &fresh, BPF_NOEXIST);
}

/* Not inlined: it runs once a context switch, the rest for every call. */
static __noinline int move_slot(__u32 pid)
{
	__u32 zero = 0;
	struct syscount_process *process;
	struct syscount_slot *slot = bpf_map_lookup_elem(&current_slot, &zero);

	if (!slot)
		return 0;
	if (slot->sum.count) {
		process = bpf_map_lookup_elem(&by_process, &slot->pid);
		if (process) {
			__sync_fetch_and_add(&process->sum.count,
					     slot->sum.count);
			__sync_fetch_and_add(&process->sum.time_ns,
					     slot->sum.time_ns);
		} else { /* it found the hash full */
			count_drops(slot->sum.count);
		}
	}
	slot->pid = pid;
	slot->sum.count = 0;
	slot->sum.time_ns = 0;
	make_process(pid);
	return 0;
}

static __always_inline void count_process(__u64 time_ns)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32, zero = 0;
	struct syscount_slot *slot = bpf_map_lookup_elem(&current_slot, &zero);

	if (!slot)
		return;
	if (slot->pid != pid)
		move_slot(pid);
	add(&slot->sum, time_ns);
}

static __always_inline int entered(long number)
{
	if (!is_wanted(&settings.filter))
		return 0;
	if (settings.by_syscall)
		count_at(place_of_call(number), 0);
	else
		count_process(0);
	return 0;
}

/* The number is of the return: -1 of rt_sigreturn, which gives back the
 * registers of the code that the signal interrupted, and with them a result
 * that is not its own. It never fails.
 */
static __always_inline bool is_failure_wanted(long number, long result)
{
	if (!settings.failed_only)
		return true;
	if (number < 0 || result >= 0 || result < -4095)
		return false;
	if (result <= -FIRST_RESTART && result >= -LAST_RESTART &&
	    result != -NO_RESTART)
		result = -EINTR;
	return !settings.error || result == -(long)settings.error;
}

/* Where only some returns count, or the time does, the returns are counted;
 * so the calls that never return are not.
 */
static __always_inline int returned(long number, long result)
{
	__u64 start_ns, place, time_ns = 0;

	if (settings.with_time) {
		start_ns = finish((__u32)bpf_get_current_pid_tgid(), &place);
		if (!start_ns)
			return 0;
		time_ns = bpf_ktime_get_ns() - start_ns;
	}
	if (!is_failure_wanted(number, result))
		return 0;
	if (!settings.with_time && !is_wanted(&settings.filter))
		return 0;
	if (!settings.by_syscall)
		count_process(time_ns);
	else if (settings.with_time)
		count_at(place, time_ns);
	else
		count_at(place_of_call(number), 0);
	return 0;
}

static __always_inline bool never_returns(__u32 place)
{
	return place == NR_EXIT || place == NR_EXIT_GROUP ||
	       place == SYSCOUNT_NUMBERS + NR_32_EXIT ||
	       place == SYSCOUNT_NUMBERS + NR_32_EXIT_GROUP;
}

/* The place is kept, as the return of rt_sigreturn or of an exec that changes
 * tables would not tell it.
 */
static __always_inline int begin(long number)
{
	__u32 place = place_of_call(number);

	if (!never_returns(place) && is_wanted(&settings.filter))
		start((__u32)bpf_get_current_pid_tgid(), place);
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(enter_btf, struct pt_regs___kernel *regs, long number)
{
	return entered(number);
}

SEC("raw_tp/sys_enter")
int BPF_PROG(enter_raw, struct pt_regs___kernel *regs, long number)
{
	return entered(number);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(begin_btf, struct pt_regs___kernel *regs, long number)
{
	return begin(number);
}

SEC("raw_tp/sys_enter")
int BPF_PROG(begin_raw, struct pt_regs___kernel *regs, long number)
{
	return begin(number);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exit_btf, struct pt_regs___kernel *regs, long result)
{
	return returned(regs->orig_ax, result);
}

SEC("raw_tp/sys_exit")
int BPF_PROG(exit_raw, struct pt_regs___kernel *regs, long result)
{
	return returned(BPF_CORE_READ(regs, orig_ax), result);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
