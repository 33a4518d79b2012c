// SPDX-License-Identifier: Apache-2.0
// Files that are opened for what they are: plain files, ELF files.
#pragma once
#include <stdbool.h>

// Opens the plain file at a path that begins at the folder `root`, as do the links on the way. -errno where there is
// none.
int place_read(int root, const char *path);
// Whether a file is ELF, of which libdw would take other things too: it unpacks what is packed.
bool is_elf(int descriptor);
