// SPDX-License-Identifier: Apache-2.0
// Files are mapped to be read, and whoever owns one may make it shorter meanwhile: what is gone then raises SIGBUS.
#pragma once
#include <stdbool.h>

// Runs `work`; false where that read what was gone. What it held then stays held, and nothing that it worked on may be
// used again.
bool guarded(void (*work)(void *context), void *context);
