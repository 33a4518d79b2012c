# SPDX-License-Identifier: Apache-2.0
"""Why a target is missed where it is: found by hand, printed with a miss and not without."""

HOOKS = "most of it is the way to the program and back, which is the kernel's; the peer pays it too"

REASONS = {
    "syscount": (
        "nearly all of it is the slow way that the kernel sends every system call while anything "
        "listens to its entry"),
    "funclatency": (
        "nearly all of it are the two traps, on entry and on return, by which the kernel gets from "
        "a program's function to ours; the peer takes the same two"),
    "runqlat": HOOKS,
    "biolatency": HOOKS,
    "offcputime": (
        "two thirds of it are the kernel's walk of its own stack and a third that of the program's: "
        "with -K alone an event costs two thirds, with -U alone a third; the peer walks both too"),
    "bystander": (
        "a program that asks whose event it is calls the kernel for it, 20 to 30 ns here, and an empty one does not"),
}
