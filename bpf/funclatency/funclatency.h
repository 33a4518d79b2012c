/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_FUNCLATENCY_H
#define TARE_FUNCLATENCY_H

#include "../include/filter_settings.h"
#include "../include/histogram.h"

/* Functions that can be told apart where each takes programs of its own. */
#define FUNCLATENCY_PROGRAMS 8

struct funclatency_settings {
	struct filter_settings filter;
	__u32 by_function; /* else all functions are counted together */
	__u32 several;	   /* more than one function */
};

#endif
