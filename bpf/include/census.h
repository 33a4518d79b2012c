/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_CENSUS_H
#define TARE_CENSUS_H

#include <linux/types.h>

/* Programs of one kind, and of both kinds together. */
#define CENSUS_PROGRAMS 12
#define CENSUS_COUNTERS (2 * CENSUS_PROGRAMS)

/* The events of one process, by program. */
struct census_process {
	__u64 counts[CENSUS_COUNTERS];
	char comm[16];
};

/* The events of the process that a CPU runs now. */
struct census_slot {
	__u64 counts[CENSUS_COUNTERS];
	__u32 pid;
	__u32 padding;
};

#endif
