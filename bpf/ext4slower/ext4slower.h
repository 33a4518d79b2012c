/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_EXT4SLOWER_H
#define TARE_EXT4SLOWER_H

#include "../include/filter_settings.h"

#define EXT4SLOWER_NAME_BYTES 256

#define EXT4SLOWER_READ 1
#define EXT4SLOWER_WRITE 2
#define EXT4SLOWER_OPEN 3
#define EXT4SLOWER_FSYNC 4

struct ext4slower_settings {
	struct filter_settings filter;
	__u64 threshold_ns; /* only what took this long is reported */
};

/* One operation that returned. Only name_bytes of the name are sent. */
struct ext4slower_record {
	__u64 time_ns; /* CLOCK_MONOTONIC when it returned */
	__u64 delta_ns;
	__s64 result; /* bytes read or written, else 0; or -errno */
	__s64 offset; /* where in the file it began */
	__u32 pid;
	__u32 tid;
	__u32 operation;  /* EXT4SLOWER_... */
	__u32 name_bytes; /* the closing NUL included; 0: unreadable */
	char comm[16];
	char name[EXT4SLOWER_NAME_BYTES]; /* the last part of the path */
};

#define EXT4SLOWER_HEADER_BYTES 64

_Static_assert(sizeof(struct ext4slower_record) ==
		       EXT4SLOWER_HEADER_BYTES + EXT4SLOWER_NAME_BYTES,
	       "record");

#endif
