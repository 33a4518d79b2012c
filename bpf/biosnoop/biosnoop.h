/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_BIOSNOOP_H
#define TARE_BIOSNOOP_H

#include "../include/filter_settings.h"

#define BIOSNOOP_READ 0
#define BIOSNOOP_WRITE 1
#define BIOSNOOP_FLUSH 2
#define BIOSNOOP_DISCARD 3
#define BIOSNOOP_OTHER 4

struct biosnoop_settings {
	struct filter_settings filter;
	__u32 one_device; /* only requests to `device` are reported */
	__u32 device;
};

/* One request to a block device that is done. */
struct biosnoop_record {
	__u64 time_ns;	/* CLOCK_MONOTONIC when it was done */
	__u64 delta_ns; /* since it was last given to the device */
	__u64 queue_ns; /* before that, since it was first seen */
	__u64 sector;	/* of 512 bytes each, the first one */
	__u32 bytes;
	__u32 device;	 /* major << 20 | minor, of the whole disk */
	__u32 operation; /* BIOSNOOP_... */
	__u32 pid;	 /* who asked for it */
	__u32 tid;
	__u32 padding;
	char comm[16];
};

_Static_assert(sizeof(struct biosnoop_record) == 72, "record");

#endif
