// SPDX-License-Identifier: Apache-2.0
// Work on what strangers wrote, which may take any time and memory.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Runs `read` in a child process that may take a second of CPU time, three altogether, and a gigabyte of memory.
// False where it says so, or ends; after three that did not end by themselves, always.
bool in_process_of_its_own(bool (*read)(const char *symbol, char *name, size_t size), const char *symbol, char *name,
                           size_t size);
