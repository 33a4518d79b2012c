/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_SYSCOUNT_H
#define TARE_SYSCOUNT_H

#include "../include/filter_settings.h"

/* Each table of system calls has room for so many numbers. Those beyond are
 * counted together, in the last place.
 */
#define SYSCOUNT_NUMBERS 512
/* The tables: of 64-bit code, and of 32-bit code behind it. */
#define SYSCOUNT_TABLES 2
#define SYSCOUNT_OTHER (SYSCOUNT_TABLES * SYSCOUNT_NUMBERS)

struct syscount_settings {
	struct filter_settings filter;
	__u32 by_syscall; /* 0: by process */
	__u32 with_time;  /* count at the return, with how long it took */
	__u32 failed_only;
	__u32 error; /* only calls that failed with this errno; 0: any */
};

/* System calls and, if asked for, the time they took. */
struct syscount_sum {
	__u64 count;
	__u64 time_ns;
};

/* A process that made system calls, under the machine's number. */
struct syscount_process {
	struct syscount_sum sum;
	char comm[16];
	__u32 pid; /* its number in the caller's PID namespace, if that is set
		    */
	__u32 padding;
};

/* What one CPU has counted for the process it ran last. */
struct syscount_slot {
	struct syscount_sum sum;
	__u32 pid;
	__u32 padding;
};

_Static_assert(sizeof(struct syscount_process) == 40, "process");
_Static_assert(sizeof(struct syscount_slot) == 24, "slot");

#endif
