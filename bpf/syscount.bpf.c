// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How many system calls each process, or each kind of system call, makes.
 *
 * A hash update for each system call would cost more than the hook. Each CPU
 * therefore counts for the process it runs in a slot of its own, and adds the
 * slot to the hash when it runs another process.
 */
#include "drops.h"
#include "kernel_types.h"
#include "syscount.h"

const volatile struct syscount_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SYSCOUNT_NUMBERS + 1);
	__type(key, __u32);
	__type(value, __u64);
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

static __always_inline void count_number(long number)
{
	__u32 key = SYSCOUNT_NUMBERS;
	__u64 *count;

	if (number >= 0 && number < SYSCOUNT_NUMBERS)
		key = number;
	count = bpf_map_lookup_elem(&by_number, &key);
	if (count)
		(*count)++;
}

/* Not inlined: it runs once a context switch, the rest for every call. */
static __noinline int move_slot(__u32 pid)
{
	__u32 zero = 0;
	struct syscount_process *process, fresh = {};
	struct syscount_slot *slot = bpf_map_lookup_elem(&current_slot, &zero);

	if (!slot)
		return 0;
	if (slot->count) {
		process = bpf_map_lookup_elem(&by_process, &slot->pid);
		if (process)
			__sync_fetch_and_add(&process->count, slot->count);
		else /* it found the hash full */
			count_drops(slot->count);
	}
	slot->pid = pid;
	slot->count = 1;
	if (!bpf_map_lookup_elem(&by_process, &pid)) {
		bpf_get_current_comm(fresh.comm, sizeof(fresh.comm));
		bpf_map_update_elem(&by_process, &pid, &fresh, BPF_NOEXIST);
	}
	return 0;
}

static __always_inline void count_process(void)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32, zero = 0;
	struct syscount_slot *slot = bpf_map_lookup_elem(&current_slot, &zero);

	if (!slot)
		return;
	if (slot->pid == pid)
		slot->count++;
	else
		move_slot(pid);
}

static __always_inline int count(long number)
{
	if (settings.by_syscall)
		count_number(number);
	else
		count_process();
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(enter_btf, struct pt_regs___kernel *regs, long number)
{
	return count(number);
}

SEC("raw_tp/sys_enter")
int BPF_PROG(enter_raw, struct pt_regs___kernel *regs, long number)
{
	return count(number);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
