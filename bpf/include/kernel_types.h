/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The few kernel types that the programs read, each with only the members
 * they name: CO-RE finds the real offsets on the running kernel.
 */
#ifndef TARE_KERNEL_TYPES_H
#define TARE_KERNEL_TYPES_H

#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __relocated __attribute__((preserve_access_index))

/* Names of members as the kernel has them on x86-64. */
struct pt_regs___kernel {
	unsigned long r10;
	unsigned long r8;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
	unsigned long ax;
} __relocated;

struct thread_info {
	__u32 status;
} __relocated;

/* The thread's system call comes from 32-bit code (TS_COMPAT). */
#define THREAD_COMPAT 2

/* linux/openat2.h, as the argument of do_sys_openat2. */
struct open_how {
	__u64 flags;
	__u64 mode;
	__u64 resolve;
} __relocated;

struct mm_struct {
	unsigned long arg_start;
	unsigned long arg_end;
	unsigned long env_end;
} __relocated;

struct linux_binprm {
	const char *filename;
	const char *interp; /* another one where an interpreter is needed */
} __relocated;

typedef struct {
	__u32 val;
} kuid_t;

struct cred {
	kuid_t uid;
} __relocated;

struct task_struct___common {
	struct thread_info thread_info;
	void *stack;
	struct mm_struct *mm;
	struct task_struct___common *real_parent;
	struct task_struct___common *group_leader;
	struct files_struct *files;
	int pid;
	int tgid;
	const struct cred *cred;
	char comm[16];
} __relocated;

/* The verifier lets nobody calculate with a typed pointer. A change to little
 * endian, which costs nothing here, makes a number of it.
 */
static __always_inline __u64 number_of(const void *pointer)
{
	__u64 number = (__u64)pointer;

	asm volatile("%0 = le64 %0" : "+r"(number));
	return number;
}

#endif
