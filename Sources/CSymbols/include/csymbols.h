// SPDX-License-Identifier: Apache-2.0
// The functions of elfutils' libdw that find the symbol of an address in a live process. The library is
// loaded when it is first needed: who wants no user stacks needs none of it, and a start does not wait
// for it.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct csymbols;

// What keeps the library from being used, or NULL.
const char *csymbols_unavailable(void);
// Reads what a process has mapped. 0, or -errno; -ELIBACC where the library cannot be used.
int csymbols_open(int pid, struct csymbols **process);
void csymbols_close(struct csymbols *process);
// Calls back with the name and address of each function that an executable or library has symbols of in
// itself. 0, or -errno.
int csymbols_functions(const char *path, void (*found)(void *context, const char *name, uint64_t address),
                       void *context);
// 1 where the address is in a function that has a name: that goes to `name`, cut at `size` bytes, the
// names of C++ readable where libstdc++ is there. 0 where it has none: the name of the file it was
// mapped from, or nothing.
int csymbols_find(struct csymbols *process, uint64_t address, char *name, size_t size);
