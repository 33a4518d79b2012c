// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Empty programs, one for each kind of hook and, where a rung has several
 * hooks of a kind, several of them: what a hook costs before a program does
 * anything. The target of each is set when it is loaded or attached.
 */
#include "hook_kinds.h"
#include "kernel_types.h"

#define EMPTY(section, name)                                                   \
	SEC(section)                                                           \
	int name(void *ctx)                                                    \
	{                                                                      \
		return 0;                                                      \
	}

#define EMPTY_8(name, section)                                                 \
	EMPTY(section, name##_0)                                               \
	EMPTY(section, name##_1)                                               \
	EMPTY(section, name##_2)                                               \
	EMPTY(section, name##_3)                                               \
	EMPTY(section, name##_4)                                               \
	EMPTY(section, name##_5)                                               \
	EMPTY(section, name##_6)                                               \
	EMPTY(section, name##_7)

EACH_HOOK_KIND(EMPTY_8)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
