// SPDX-License-Identifier: Apache-2.0
// Separate files with the symbols and the DWARF of a stripped one.
#pragma once
#include <elfutils/libdwfl.h>
#include <stdbool.h>

// Where those of one file are looked for.
struct debug_places {
  int root;     // of the process that has the file mapped, or -1
  char *folder; // of the file, as the process sees it, or NULL
  bool was_asked;
};

// What libdwfl calls back; the module's own data are `struct debug_places`. A file counts only if its build id, or
// its checksum where there is no build id, is the one that is looked for.
int find_debug_file(Dwfl_Module *module, void **data, const char *name, GElf_Addr base, const char *file,
                    const char *link, GElf_Word checksum, char **found);
// The file that a debuginfod server has for a build id, or -1; -1 too where the environment names no server
// (DEBUGINFOD_URLS), and when all fetches of this process have taken half a minute.
int fetch_debug_file(const unsigned char *build_id, int length);
