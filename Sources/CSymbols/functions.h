// SPDX-License-Identifier: Apache-2.0
// A file's functions, sorted by address.
#pragma once
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct function {
  uint64_t start;
  uint64_t end;
  int index;        // of the symbol
  bool has_no_size; // its end is a guess
  uint8_t rank;     // of several names of one function the lowest is taken
};

struct functions {
  struct function *list;
  size_t count;
  bool are_too_many; // and none was read
};

// A part of the file as it is loaded.
struct segment {
  uint64_t offset;
  uint64_t address;
  uint64_t size;
  bool is_code;
};

struct segments {
  struct segment *list;
  size_t count;
};

// Reads the symbols that are in code. None where there is no memory.
struct functions functions_of(Dwfl_Module *module, const struct segments *segments);
// The function that an address is in, or NULL.
const struct function *function_at(const struct functions *functions, uint64_t address);
// The name of a symbol of the module, or NULL.
const char *name_of(Dwfl_Module *module, int index);
