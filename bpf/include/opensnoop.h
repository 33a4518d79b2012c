/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_OPENSNOOP_H
#define TARE_OPENSNOOP_H

#include <linux/types.h>

#define OPENSNOOP_PATH_BYTES 4096

struct opensnoop_settings {
	__u32 with_time;
};

/* One open, openat or openat2 that returned. Only path_bytes of the path are
 * sent.
 */
struct opensnoop_record {
	__u64 time_ns; /* CLOCK_MONOTONIC when it returned, if asked for */
	__u32 pid;
	__u32 tid;
	__u32 uid;
	__s32 result;	  /* the file descriptor, or -errno */
	__u32 flags;	  /* O_... */
	__u32 path_bytes; /* the closing NUL included; 0: unreadable */
	char comm[16];
	char path[OPENSNOOP_PATH_BYTES];
};

#define OPENSNOOP_HEADER_BYTES 48

_Static_assert(sizeof(struct opensnoop_record) ==
		       OPENSNOOP_HEADER_BYTES + OPENSNOOP_PATH_BYTES,
	       "record");

#endif
