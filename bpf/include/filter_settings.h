/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose events a probe reports: a part of each probe's settings. */
#ifndef TARE_FILTER_SETTINGS_H
#define TARE_FILTER_SETTINGS_H

#include <linux/types.h>

/* Which of the conditions count; all that do must hold. */
#define FILTER_PID 1
#define FILTER_TID 2
#define FILTER_UID 4
#define FILTER_COMM 8
#define FILTER_CGROUP 16
#define FILTER_FAMILY 32

struct filter_settings {
	__u32 conditions; /* FILTER_... */
	__u32 pid;	  /* these two as the machine numbers them */
	__u32 tid;
	__u32 uid;
	__u64 cgroup_id; /* the number of its directory in cgroup2 */
	/* The name holds these bytes somewhere, as two little-endian numbers;
	 * the mask has ones where there is a byte.
	 */
	__u64 comm[2];
	__u64 comm_mask[2];
	/* The PID namespace whose numbers events tell; 0: the machine's. */
	__u32 pid_namespace;
	__u32 host_pids; /* tell the machine's all the same */
};

_Static_assert(sizeof(struct filter_settings) == 64, "filter settings");

#endif
