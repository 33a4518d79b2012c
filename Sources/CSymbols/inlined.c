// SPDX-License-Identifier: Apache-2.0
#include "inlined.h"
#include "libdw.h"

#include <dwarf.h>
#include <stdlib.h>

// A file may say anything: no more units and functions, no more entries altogether, and no more levels are read than
// large programs have.
enum { most_units = 1 << 20, most_ranges = 1 << 22, most_entries = 1 << 25, deepest = 64, most_around = 1024 };

static bool add(struct ranges *ranges, struct range range) {
  if (range.start >= range.end || ranges->count >= most_ranges) return ranges->count < most_ranges;
  if (ranges->count == ranges->room) {
    size_t room = ranges->room ? 2 * ranges->room : 64;
    struct range *list = realloc(ranges->list, room * sizeof *list);
    if (!list) return false;
    ranges->list = list;
    ranges->room = room;
  }
  ranges->list[ranges->count++] = range;
  return true;
}

// Adds all addresses of an entry; false where there is no more room.
static bool add_all(struct ranges *ranges, Dwarf_Die *entry, size_t unit) {
  struct range range = {.entry = libdw.dwarf_dieoffset(entry), .unit = unit};
  Dwarf_Addr base = 0;
  ptrdiff_t next = 0;
  while ((next = libdw.dwarf_ranges(entry, next, &base, &range.start, &range.end)) > 0) {
    if (!add(ranges, range)) return false;
  }
  return true;
}

static int compare(const void *left, const void *right) {
  const struct range *one = left, *other = right;
  return (one->start > other->start) - (one->start < other->start);
}

static void sort(struct ranges *ranges) {
  if (ranges->count) qsort(ranges->list, ranges->count, sizeof *ranges->list, compare);
}

// The one that begins last of those that hold an address, or NULL.
static const struct range *range_at(const struct ranges *ranges, uint64_t address) {
  size_t low = 0, high = ranges->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (ranges->list[middle].start <= address) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  size_t last = low > most_around ? low - most_around : 0;
  for (size_t index = low; index-- > last;) {
    if (address < ranges->list[index].end) return &ranges->list[index];
  }
  return NULL;
}

static void read_units(Dwfl_Module *module, struct inlined *known) {
  known->was_read = true;
  known->entries_left = most_entries;
  known->dwarf = libdw.dwfl_module_getdwarf(module, &known->bias);
  if (!known->dwarf) return;
  Dwarf_Off offset = 0, next;
  size_t header;
  while (known->unit_count < most_units &&
         libdw.dwarf_nextcu(known->dwarf, offset, &next, &header, NULL, NULL, NULL) == 0) {
    Dwarf_Die unit;
    bool fits = !libdw.dwarf_offdie(known->dwarf, offset + header, &unit) || add_all(&known->units, &unit, known->unit_count);
    // Those ranges of it that there was room for are on the list.
    known->unit_count++;
    if (!fits) break;
    offset = next;
  }
  sort(&known->units);
  known->functions = calloc(known->unit_count ? known->unit_count : 1, sizeof *known->functions);
}

// Functions are members of these, which have no addresses themselves.
static bool is_container(int tag) {
  return tag == DW_TAG_namespace || tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
         tag == DW_TAG_union_type || tag == DW_TAG_enumeration_type || tag == DW_TAG_module;
}

static void read_functions(struct inlined *known, struct ranges *functions, Dwarf_Die *parent, int depth) {
  Dwarf_Die entry;
  if (depth > deepest || libdw.dwarf_child(parent, &entry)) return;
  do {
    if (known->entries_left == 0) return;
    known->entries_left--;
    int tag = libdw.dwarf_tag(&entry);
    if (tag == DW_TAG_subprogram && !add_all(functions, &entry, 0)) return;
    if (is_container(tag)) read_functions(known, functions, &entry, depth + 1);
  } while (libdw.dwarf_siblingof(&entry, &entry) == 0);
}

// Of a function with addresses the list is never empty once it was read.
static const struct ranges *functions_of_unit(struct inlined *known, const struct range *unit) {
  struct ranges *functions = &known->functions[unit->unit];
  Dwarf_Die entry;
  if (functions->count == 0 && libdw.dwarf_offdie(known->dwarf, unit->entry, &entry)) {
    read_functions(known, functions, &entry, 0);
    sort(functions);
  }
  return functions;
}

static const char *symbol_of(Dwarf_Die *entry) {
  Dwarf_Attribute attribute;
  const char *symbol = libdw.dwarf_formstring(libdw.dwarf_attr_integrate(entry, DW_AT_linkage_name, &attribute));
  return symbol ? symbol : libdw.dwarf_diename(entry);
}

// Finds the part of an entry that an address is in.
static bool descend(struct inlined *known, Dwarf_Die *entry, uint64_t address) {
  Dwarf_Die part;
  if (libdw.dwarf_child(entry, &part)) return false;
  do {
    if (known->entries_left == 0) return false;
    known->entries_left--;
    int tag = libdw.dwarf_tag(&part);
    bool is_code = tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block || tag == DW_TAG_try_block ||
                   tag == DW_TAG_catch_block;
    if (is_code && libdw.dwarf_haspc(&part, address) > 0) {
      *entry = part;
      return true;
    }
  } while (libdw.dwarf_siblingof(&part, &part) == 0);
  return false;
}

void inlined_at(Dwfl_Module *module, struct inlined *known, uint64_t address,
                void (*found)(void *context, const char *symbol), void *context) {
  if (!known->was_read) read_units(module, known);
  address -= known->bias;
  const struct range *unit = known->functions ? range_at(&known->units, address) : NULL;
  const struct range *function = unit ? range_at(functions_of_unit(known, unit), address) : NULL;
  Dwarf_Die entry;
  if (!function || !libdw.dwarf_offdie(known->dwarf, function->entry, &entry)) return;
  for (int depth = 0; depth < deepest && descend(known, &entry, address); depth++) {
    if (libdw.dwarf_tag(&entry) != DW_TAG_inlined_subroutine) continue;
    const char *symbol = symbol_of(&entry);
    if (symbol) found(context, symbol);
  }
}

void forget_inlined(struct inlined *known) {
  for (size_t unit = 0; known->functions && unit < known->unit_count; unit++) free(known->functions[unit].list);
  free(known->functions);
  free(known->units.list);
}
