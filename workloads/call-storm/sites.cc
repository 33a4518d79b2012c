// SPDX-License-Identifier: Apache-2.0
//
// Two functions that are equal to the byte and lie alike in their cache lines: a uprobe goes on
// one, the other shows what the call costs without it. They begin with `push %rbp`, as functions
// with frame pointers do, which the kernel emulates; a bare `ret` it would have to single-step.

#define TARE_CALL_SITE(name)                                                                       \
  extern "C" __attribute__((noinline, used, visibility("default"), aligned(64))) void name(void) { \
    asm volatile("" ::: "memory");                                                                 \
  }

TARE_CALL_SITE(tare_call_storm_target)
TARE_CALL_SITE(tare_call_storm_twin)
