/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Text of a program's. */
#ifndef TARE_USER_TEXT_H
#define TARE_USER_TEXT_H

#include "kernel_types.h"

/* Copies a text with its end and returns the bytes of both; 0 where it cannot
 * be read.
 *
 * Of an empty text kernels say 0 bytes, though they copy its end, up to the
 * commit "maccess: fix strncpy_from_user_nofault() empty string handling",
 * which 6.12 does not have and 6.18 has.
 */
static __always_inline __u64 copy_user_text(char *to, __u32 room,
					    const char *from)
{
	/* Never more than the room, as the verifier knows. */
	long bytes = bpf_probe_read_user_str(to, room, from);

	return bytes > 0 ? bytes : !bytes;
}

#endif
