/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_OPENSNOOP_H
#define TARE_OPENSNOOP_H

#include "../include/filter_settings.h"

#define OPENSNOOP_PATH_BYTES 4096
#define OPENSNOOP_DIRECTORY_BYTES 4096

struct opensnoop_settings {
	struct filter_settings filter;
	__u32 with_time;
	__u32 with_directory; /* where a relative path begins */
	__u32 failed_only;
	/* Only opens with one of these flags, or with one of these ways of
	 * access: bit 0 O_RDONLY, 1 O_WRONLY, 2 O_RDWR. Both 0: all.
	 */
	__u32 flags;
	__u32 access;
	__u32 padding;
};

/* In a record's flags: opened by a handle, which has no path. The path is then
 * the opened file's name or, with_directory, the directories are its path.
 */
#define OPENSNOOP_BY_HANDLE 0x80000000

/* One open that returned. Only the used bytes of the data are sent: path_bytes
 * of the path and then, of a relative path, the names of the directories that
 * lead to where it begins, the nearest first, each with its closing NUL.
 */
struct opensnoop_record {
	__u64 time_ns; /* CLOCK_MONOTONIC when it returned, if asked for */
	__u32 pid;
	__u32 tid;
	__u32 uid;
	__s32 result;	  /* the file descriptor, or -errno */
	__u32 flags;	  /* O_... */
	__u16 path_bytes; /* the closing NUL included; 0: unreadable */
	__u16 directory_bytes;
	char comm[16];
	char data[OPENSNOOP_PATH_BYTES + OPENSNOOP_DIRECTORY_BYTES];
};

#define OPENSNOOP_HEADER_BYTES 48

_Static_assert(sizeof(struct opensnoop_record) ==
		       OPENSNOOP_HEADER_BYTES + OPENSNOOP_PATH_BYTES +
			       OPENSNOOP_DIRECTORY_BYTES,
	       "record");

#endif
