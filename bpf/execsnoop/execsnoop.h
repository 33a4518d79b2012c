/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_EXECSNOOP_H
#define TARE_EXECSNOOP_H

#include "../include/filter_settings.h"

#define EXECSNOOP_FILENAME_BYTES 4096
#define EXECSNOOP_ARGUMENT_BYTES 4096

/* There were more arguments than fit. */
#define EXECSNOOP_CUT 1
/* The arguments, or some of them, could not be read. */
#define EXECSNOOP_UNREADABLE 2
/* An interpreter runs the file (a script): the arguments are the interpreter's,
 * and the filename is one of them.
 */
#define EXECSNOOP_INTERPRETED 4
/* Whether an interpreter runs it, the classic tracepoints cannot tell. */
#define EXECSNOOP_INTERPRETER_UNKNOWN 8

struct execsnoop_settings {
	struct filter_settings filter;
	__u32 include_failed;
	__u32 ppid; /* only children of this process; 0: everybody's */
};

/* One exec that returned. Only the used bytes of the data are sent: the
 * filename, its closing NUL included, and right behind it the arguments, each
 * with its NUL unless they were cut.
 */
struct execsnoop_record {
	__u64 time_ns; /* CLOCK_MONOTONIC when the new image was in place */
	__u32 pid;
	__u32 ppid;
	__u32 uid;
	__s32 result; /* 0, or -errno */
	__u32 flags;  /* EXECSNOOP_... */
	__u32 filename_bytes;
	__u32 argument_bytes;
	__u32 padding;
	char comm[16]; /* the new one, of a failed exec the old one */
	char data[EXECSNOOP_FILENAME_BYTES + EXECSNOOP_ARGUMENT_BYTES];
};

#define EXECSNOOP_HEADER_BYTES 56

_Static_assert(sizeof(struct execsnoop_record) ==
		       EXECSNOOP_HEADER_BYTES + EXECSNOOP_FILENAME_BYTES +
			       EXECSNOOP_ARGUMENT_BYTES,
	       "record");

#endif
