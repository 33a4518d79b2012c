/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_TCPLIFE_H
#define TARE_TCPLIFE_H

#include "../include/filter_settings.h"

struct tcplife_settings {
	struct filter_settings filter;
};

/* One TCP session that has ended. */
struct tcplife_record {
	__u64 time_ns;	   /* CLOCK_MONOTONIC at its end */
	__u64 duration_ns; /* since it was established, or asked for */
	__u64 sent_bytes;  /* without what was sent again */
	__u64 received_bytes;
	__u8 local[16]; /* addresses; of IPv4 the first four bytes */
	__u8 remote[16];
	__u16 local_port;
	__u16 remote_port;
	__u32 family; /* AF_INET or AF_INET6 */
	__u32 pid;    /* who connected or closed it; 0: not known */
	__u32 tid;
	char comm[16];
};

_Static_assert(sizeof(struct tcplife_record) == 96, "record");

#endif
