/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_WEIGHTS_H
#define TARE_WEIGHTS_H

/* The most multiplies a program can have. */
#define WEIGHT_MOST 1023

struct weight_settings {
	__u64 factor;	  /* what is multiplied, odd */
	__u32 multiplies; /* at most WEIGHT_MOST */
	__u32 padding;
};

_Static_assert(sizeof(struct weight_settings) == 16, "settings");

#endif
