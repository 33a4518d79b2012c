# SPDX-License-Identifier: Apache-2.0
"""Why a target is missed where it is: found by hand, printed with a miss and not without."""

REASONS = {
    "bystander": (
        "a program that asks whose event it is takes a few nanoseconds that an empty one does not"),
}
