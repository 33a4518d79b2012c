/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_RUNQLAT_H
#define TARE_RUNQLAT_H

#include "../include/filter_settings.h"
#include "../include/histogram.h"

#define RUNQLAT_TOGETHER 0
#define RUNQLAT_BY_PROCESS 1
#define RUNQLAT_BY_THREAD 2

struct runqlat_settings {
	struct filter_settings filter;
	__u32 grouping; /* RUNQLAT_... */
	__u32 padding;
};

/* The waits of a process or thread, under the machine's number. */
struct runqlat_group {
	struct histogram histogram;
	char comm[16];
	__u32 number; /* in the caller's PID namespace, if that is set */
	__u32 padding;
};

_Static_assert(sizeof(struct runqlat_group) == sizeof(struct histogram) + 24,
	       "group");

#endif
