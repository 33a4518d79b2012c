// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs of known weight: straight lines of multiplies, each of which needs
 * the result of the one before, for the scale to be held against.
 *
 * How many there are is a constant to the verifier when the program is loaded.
 * It takes the others out, and all jumps too: K multiplies are K instructions
 * more, and no loop, whose cost moves with where it is placed.
 */
#include "hook_kinds.h"
#include "kernel_types.h"
#include "weights.h"

const volatile struct weight_settings settings = {};

/* Neither the compiler nor the verifier works it out beforehand. */
#define MULTIPLY asm volatile("%0 *= %0" : "+r"(product));
#define TWICE(lines) lines lines
#define MULTIPLY_1 MULTIPLY
#define MULTIPLY_2 TWICE(MULTIPLY_1)
#define MULTIPLY_4 TWICE(MULTIPLY_2)
#define MULTIPLY_8 TWICE(MULTIPLY_4)
#define MULTIPLY_16 TWICE(MULTIPLY_8)
#define MULTIPLY_32 TWICE(MULTIPLY_16)
#define MULTIPLY_64 TWICE(MULTIPLY_32)
#define MULTIPLY_128 TWICE(MULTIPLY_64)
#define MULTIPLY_256 TWICE(MULTIPLY_128)
#define MULTIPLY_512 TWICE(MULTIPLY_256)

/*
 * Both ways have one instruction beside the multiplies: the verifier turns a
 * jump into none only where what the other way leads to is never reached. It
 * keeps the product odd, so that none is ever 0.
 */
#define WHERE_ASKED(count)                                                     \
	if (multiplies & (count)) {                                            \
		MULTIPLY_##count asm volatile("%0 ^= 2" : "+r"(product));      \
	} else {                                                               \
		asm volatile("%0 ^= 4" : "+r"(product));                       \
	}

static __always_inline int weigh_down(void)
{
	__u32 multiplies = settings.multiplies;
	__u64 product = settings.factor;

	WHERE_ASKED(1)
	WHERE_ASKED(2)
	WHERE_ASKED(4)
	WHERE_ASKED(8)
	WHERE_ASKED(16)
	WHERE_ASKED(32)
	WHERE_ASKED(64)
	WHERE_ASKED(128)
	WHERE_ASKED(256)
	WHERE_ASKED(512)
	return 0;
}

#define WEIGHING(name, section)                                                \
	SEC(section)                                                           \
	int on_##name(void *ctx)                                               \
	{                                                                      \
		return weigh_down();                                           \
	}

EACH_EVENT_KIND(WEIGHING)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
