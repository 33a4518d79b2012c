/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_OFFCPUTIME_H
#define TARE_OFFCPUTIME_H

#include "../include/filter_settings.h"

/* The frames of a stack that are kept, the innermost ones. */
#define OFFCPUTIME_FRAMES 127

/* There is none, or it was not asked for. */
#define OFFCPUTIME_NO_STACK -1
/* There was no room for it. */
#define OFFCPUTIME_LOST_STACK -2
/* It is in the second map of stacks, under what else the number says. */
#define OFFCPUTIME_SECOND (1 << 30)

struct offcputime_settings {
	struct filter_settings filter;
	__u64 minimum_ns; /* shorter and longer ones are not counted */
	__u64 maximum_ns;
	__u32 with_kernel_stacks;
	__u32 with_user_stacks;
	__u32 include_preempted; /* who would go on, too */
	__u32 padding;
};

/* A thread by the machine's numbers, and where it was when it left the CPU. */
struct offcputime_key {
	__u32 pid;
	__u32 tid;
	__s32 kernel_stack;
	__s32 user_stack;
};

/* How often it did so, and how long it stayed away. */
struct offcputime_value {
	__u64 count;
	__u64 sum_ns;
	__u64 maximum_ns;
	char comm[16];
	__u32 pid; /* these two in the caller's PID namespace, if that is set */
	__u32 tid;
};

_Static_assert(sizeof(struct offcputime_key) == 16, "key");
_Static_assert(sizeof(struct offcputime_value) == 48, "value");

#endif
