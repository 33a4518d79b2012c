/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The registers that a thread brought along into the kernel. */
#ifndef TARE_REGISTERS_H
#define TARE_REGISTERS_H

#include "kernel_types.h"

/* Up to 5.14 they are at the end of the thread's 16 KiB of kernel stack, with
 * nothing behind them; from 5.15 on a helper knows.
 */
#define STACK_BYTES 16384
#define REGISTERS_BYTES 168

/* Whether the pointer is typed, so that its fields are plain loads. */
#define HAS_TYPED_REGISTERS                                                    \
	bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs)

static __always_inline struct pt_regs___kernel *current_registers(void)
{
	struct task_struct___common *task;

	if (HAS_TYPED_REGISTERS)
		return (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	task = (void *)bpf_get_current_task();
	return BPF_CORE_READ(task, stack) + STACK_BYTES - REGISTERS_BYTES;
}

/* Whether the thread's system call comes from 32-bit code. */
static __always_inline bool is_compat(void)
{
	struct task_struct___common *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, thread_info.status) & THREAD_COMPAT;
}

#endif
