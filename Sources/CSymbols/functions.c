// SPDX-License-Identifier: Apache-2.0
#include "functions.h"
#include "libdw.h"

#include <stdlib.h>
#include <string.h>

// A file may say anything: more symbols than any program has are not read, and no more are looked at for an
// address than a function has others inside.
enum { most_symbols = 1 << 23, most_inside = 1024 };

const char *name_of(Dwfl_Module *module, int index) {
  GElf_Sym symbol;
  return libdw.dwfl_module_getsym(module, index, &symbol, NULL);
}

static const struct segment *code_at(const struct segments *segments, uint64_t address) {
  for (size_t index = 0; index < segments->count; index++) {
    const struct segment *segment = &segments->list[index];
    if (segment->is_code && address - segment->address < segment->size) return segment;
  }
  return NULL;
}

// Functions before labels, those that others can see before their own, plain names before those with underscores.
static uint8_t rank_of(const GElf_Sym *symbol, const char *name) {
  int type = GELF_ST_TYPE(symbol->st_info);
  size_t underscores = strspn(name, "_");
  return (type == STT_NOTYPE) << 6 | (GELF_ST_BIND(symbol->st_info) == STB_LOCAL) << 5 |
         (underscores < 31 ? underscores : 31);
}

// Reads a symbol; false where it is none of a function's.
static bool read_function(Dwfl_Module *module, int index, const struct segments *segments,
                          struct function *function) {
  GElf_Sym symbol;
  const char *name = libdw.dwfl_module_getsym(module, index, &symbol, NULL);
  if (!name || !name[0] || symbol.st_shndx == SHN_UNDEF) return false;
  int type = GELF_ST_TYPE(symbol.st_info);
  if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE) return false;
  const struct segment *segment = code_at(segments, symbol.st_value);
  if (!segment) return false;
  uint64_t rest = segment->size - (symbol.st_value - segment->address);
  *function = (struct function){
      .start = symbol.st_value,
      .end = symbol.st_value + (symbol.st_size && symbol.st_size < rest ? symbol.st_size : rest),
      .index = index,
      .has_no_size = symbol.st_size == 0,
      .rank = rank_of(&symbol, name),
  };
  return true;
}

static int compare(const void *left, const void *right) {
  const struct function *one = left, *other = right;
  if (one->start != other->start) return one->start < other->start ? -1 : 1;
  // The best one is found first, from behind.
  if (one->rank != other->rank) return one->rank > other->rank ? -1 : 1;
  return one->index < other->index ? 1 : -1;
}

// What has no size ends where the next one begins.
static void end_those_without_size(struct functions *functions) {
  uint64_t next = UINT64_MAX;
  for (size_t index = functions->count; index-- > 0;) {
    struct function *function = &functions->list[index];
    if (index + 1 < functions->count && functions->list[index + 1].start != function->start) {
      next = functions->list[index + 1].start;
    }
    if (function->has_no_size && next < function->end) function->end = next;
  }
}

struct functions functions_of(Dwfl_Module *module, const struct segments *segments) {
  struct functions functions = {0};
  int count = libdw.dwfl_module_getsymtab(module);
  functions.are_too_many = count > most_symbols;
  if (count <= 0 || functions.are_too_many) return functions;
  functions.list = calloc(count, sizeof *functions.list);
  if (!functions.list) return functions;
  for (int index = 0; index < count; index++) {
    functions.count += read_function(module, index, segments, &functions.list[functions.count]);
  }
  qsort(functions.list, functions.count, sizeof *functions.list, compare);
  end_those_without_size(&functions);
  return functions;
}

const struct function *function_at(const struct functions *functions, uint64_t address) {
  size_t low = 0, high = functions->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (functions->list[middle].start <= address) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const struct function *without_size = NULL;
  size_t last = low > most_inside ? low - most_inside : 0;
  for (size_t index = low; index-- > last;) {
    const struct function *function = &functions->list[index];
    if (address >= function->end) continue;
    if (!function->has_no_size) return function;
    if (!without_size) without_size = function;
  }
  return without_size;
}
