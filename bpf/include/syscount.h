/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_SYSCOUNT_H
#define TARE_SYSCOUNT_H

#include <linux/types.h>

/* System call numbers from here on are counted together. */
#define SYSCOUNT_NUMBERS 512

struct syscount_settings {
	__u32 by_syscall; /* 0: by process */
};

/* A process that made system calls. */
struct syscount_process {
	__u64 count;
	char comm[16];
};

/* What one CPU has counted for the process it ran last. */
struct syscount_slot {
	__u64 count;
	__u32 pid;
	__u32 padding;
};

_Static_assert(sizeof(struct syscount_process) == 24, "process");
_Static_assert(sizeof(struct syscount_slot) == 16, "slot");

#endif
