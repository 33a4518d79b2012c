/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_BIOLATENCY_H
#define TARE_BIOLATENCY_H

#include "../include/filter_settings.h"
#include "../include/histogram.h"

#define BIOLATENCY_READ 0
#define BIOLATENCY_WRITE 1
#define BIOLATENCY_OTHER 2
#define BIOLATENCY_OPERATIONS 3

struct biolatency_settings {
	struct filter_settings filter; /* of who gives it to the device */
	__u32 include_queue;
	__u32 device; /* only this one; 0: all */
	__u32 by_device;
	__u32 by_flags;
};

/* What requests are counted by where that is asked for. */
struct biolatency_kind {
	__u32 device; /* as the kernel has it: 12 bits major, 20 bits minor */
	__u32 flags;  /* REQ_..., the operation in the lowest eight bits */
};

#endif
