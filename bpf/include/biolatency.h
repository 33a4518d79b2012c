/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_BIOLATENCY_H
#define TARE_BIOLATENCY_H

#include "histogram.h"

#define BIOLATENCY_READ 0
#define BIOLATENCY_WRITE 1
#define BIOLATENCY_OTHER 2
#define BIOLATENCY_OPERATIONS 3

struct biolatency_settings {
	__u32 include_queue;
};

#endif
