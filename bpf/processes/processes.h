/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_PROCESSES_H
#define TARE_PROCESSES_H

#include <linux/types.h>

struct processes_settings {
	__u32 pid_namespace;
	__u32 number; /* of a thread in that namespace */
};

/* As the machine numbers it; 0: there is none. */
struct processes_found {
	__u32 pid;
	__u32 tid;
};

#endif
