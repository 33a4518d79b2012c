/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_CENSUS_H
#define TARE_CENSUS_H

#include <linux/types.h>

/* Programs of one kind, and of both kinds together. */
#define CENSUS_PROGRAMS 12
#define CENSUS_COUNTERS (2 * CENSUS_PROGRAMS)

/* The pause before an event: since the one before it at the same hook on the
 * same CPU. Class 0 is below 8,192 ns, and each class is twice as long as the
 * one before it; the last holds all that are longer.
 */
#define CENSUS_PAUSES 16
#define CENSUS_PAUSE_SHIFT 13
/* From this class on an event counts as one after a pause: 1.05 ms. */
#define CENSUS_RESTED 8

struct census_settings {
	/* The PID namespace whose numbers are told; 0: the machine's. */
	__u32 pid_namespace;
};

/* The events of one process, by program, under the machine's number. */
struct census_process {
	__u64 counts[CENSUS_COUNTERS];
	__u64 rested[CENSUS_COUNTERS];
	char comm[16];
	__u32 pid; /* in the caller's PID namespace, if that is set */
	__u32 padding;
};

/* The events of the process that a CPU runs now. */
struct census_slot {
	__u64 counts[CENSUS_COUNTERS];
	__u64 rested[CENSUS_COUNTERS];
	__u32 pid;
	__u32 padding;
};

/* What a CPU knows of one program's events. */
struct census_pauses {
	__u64 counts[CENSUS_PAUSES];
	__u64 last_ns;
	__u64 tick;
	/* In this tick; beyond some of them no clock is read. */
	__u64 in_tick;
};

/* Requests of block devices that a CPU has seen the end of. */
struct census_endings {
	__u64 all;
	/* Of these, the ones that were asked for on another CPU. */
	__u64 elsewhere;
};

#endif
