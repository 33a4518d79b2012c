// SPDX-License-Identifier: Apache-2.0
// The last errno as a return value of the shim.
#pragma once
#include <errno.h>

static inline int failure(void) { return errno > 0 ? -errno : -EINVAL; }
