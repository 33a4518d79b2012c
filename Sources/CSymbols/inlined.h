// SPDX-License-Identifier: Apache-2.0
// The functions whose code the compiler put into others, as DWARF tells them.
#pragma once
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Addresses that belong to an entry of DWARF.
struct range {
  uint64_t start;
  uint64_t end;
  Dwarf_Off entry;
  size_t unit;
};

struct ranges {
  struct range *list;
  size_t count;
  size_t room;
};

// What is known of a file's DWARF: its units from the first look on, the functions of a unit when it is needed.
struct inlined {
  Dwarf *dwarf;
  GElf_Addr bias;
  bool was_read;
  struct ranges units;
  struct ranges *functions; // by unit
  size_t unit_count;
  size_t entries_left;
};

// Calls back with the symbol of each function whose code is at an address though it is not the one that was
// called, the outermost first.
void inlined_at(Dwfl_Module *module, struct inlined *known, uint64_t address,
                void (*found)(void *context, const char *symbol), void *context);
void forget_inlined(struct inlined *known);
