/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a program that runs both at the entry and at the return of a function
 * (a session, oldest kernel 6.10) asks of the kernel. The functions for it have
 * taken no parameter, and since 7.0 the context; libbpf loads no object that
 * names one by another type than the kernel's, not even a weak one. So calls
 * stand here by numbers, in whose place user space puts the functions of the
 * running kernel (SessionFunction.swift). An older kernel finds the context
 * where it does not look.
 */
#if defined(__bpf__) && !defined(TARE_SESSION_H)
#define TARE_SESSION_H

#include "kernel_types.h"

/* An instruction that calls a function of the kernel, by its number. */
#define CALL_KERNEL(number, context)                                           \
	({                                                                     \
		__u64 result;                                                  \
                                                                               \
		asm volatile("r1 = %1\n"                                       \
			     ".byte 0x85, 0x20, 0, 0\n"                        \
			     ".long " #number "\n"                             \
			     "%0 = r0"                                         \
			     : "=r"(result)                                    \
			     : "r"(context)                                    \
			     : "r0", "r1", "r2", "r3", "r4", "r5", "memory");  \
		result;                                                        \
	})

/* Whether this is the return. */
static __always_inline bool session_is_return(void *ctx)
{
	return CALL_KERNEL(0x7a000001, ctx) & 0xff;
}

/* 64 bits of this call's own, from its entry to its return. */
static __always_inline __u64 *session_cookie(void *ctx)
{
	return (__u64 *)CALL_KERNEL(0x7a000002, ctx);
}

#endif
