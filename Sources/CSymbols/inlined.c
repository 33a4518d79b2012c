// SPDX-License-Identifier: Apache-2.0
#include "inlined.h"
#include "libdw.h"

#include <dwarf.h>
#include <pthread.h>
#include <stdlib.h>

// A file may say anything: no more units and functions, no more entries altogether, and no more levels are read than
// large programs have.
enum { most_units = 1 << 20, most_ranges = 1 << 22, most_entries = 1 << 25, deepest = 64, most_around = 1024 };

static struct {
  __typeof__(&dwfl_module_getdwarf) dwarf_of;
  __typeof__(&dwarf_nextcu) next_unit;
  __typeof__(&dwarf_offdie) entry_at;
  __typeof__(&dwarf_dieoffset) offset_of;
  __typeof__(&dwarf_ranges) next_range;
  __typeof__(&dwarf_child) child;
  __typeof__(&dwarf_siblingof) sibling;
  __typeof__(&dwarf_tag) tag;
  __typeof__(&dwarf_haspc) holds;
  __typeof__(&dwarf_diename) name;
  __typeof__(&dwarf_attr_integrate) attribute;
  __typeof__(&dwarf_formstring) text;
} dw;

static pthread_once_t loading = PTHREAD_ONCE_INIT;

static void load(void) {
  dw.dwarf_of = libdw_function("dwfl_module_getdwarf");
  dw.next_unit = libdw_function("dwarf_nextcu");
  dw.entry_at = libdw_function("dwarf_offdie");
  dw.offset_of = libdw_function("dwarf_dieoffset");
  dw.next_range = libdw_function("dwarf_ranges");
  dw.child = libdw_function("dwarf_child");
  dw.sibling = libdw_function("dwarf_siblingof");
  dw.tag = libdw_function("dwarf_tag");
  dw.holds = libdw_function("dwarf_haspc");
  dw.name = libdw_function("dwarf_diename");
  dw.attribute = libdw_function("dwarf_attr_integrate");
  dw.text = libdw_function("dwarf_formstring");
}

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
  struct range range = {.entry = dw.offset_of(entry), .unit = unit};
  Dwarf_Addr base = 0;
  ptrdiff_t next = 0;
  while ((next = dw.next_range(entry, next, &base, &range.start, &range.end)) > 0) {
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
  known->dwarf = dw.dwarf_of(module, &known->bias);
  if (!known->dwarf) return;
  Dwarf_Off offset = 0, next;
  size_t header;
  while (known->unit_count < most_units &&
         dw.next_unit(known->dwarf, offset, &next, &header, NULL, NULL, NULL) == 0) {
    Dwarf_Die unit;
    bool fits = !dw.entry_at(known->dwarf, offset + header, &unit) || add_all(&known->units, &unit, known->unit_count);
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
  if (depth > deepest || dw.child(parent, &entry)) return;
  do {
    if (known->entries_left == 0) return;
    known->entries_left--;
    int tag = dw.tag(&entry);
    if (tag == DW_TAG_subprogram && !add_all(functions, &entry, 0)) return;
    if (is_container(tag)) read_functions(known, functions, &entry, depth + 1);
  } while (dw.sibling(&entry, &entry) == 0);
}

// Of a function with addresses the list is never empty once it was read.
static const struct ranges *functions_of_unit(struct inlined *known, const struct range *unit) {
  struct ranges *functions = &known->functions[unit->unit];
  Dwarf_Die entry;
  if (functions->count == 0 && dw.entry_at(known->dwarf, unit->entry, &entry)) {
    read_functions(known, functions, &entry, 0);
    sort(functions);
  }
  return functions;
}

static const char *symbol_of(Dwarf_Die *entry) {
  Dwarf_Attribute attribute;
  const char *symbol = dw.text(dw.attribute(entry, DW_AT_linkage_name, &attribute));
  return symbol ? symbol : dw.name(entry);
}

// Finds the part of an entry that an address is in.
static bool descend(struct inlined *known, Dwarf_Die *entry, uint64_t address) {
  Dwarf_Die part;
  if (dw.child(entry, &part)) return false;
  do {
    if (known->entries_left == 0) return false;
    known->entries_left--;
    int tag = dw.tag(&part);
    bool is_code = tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block || tag == DW_TAG_try_block ||
                   tag == DW_TAG_catch_block;
    if (is_code && dw.holds(&part, address) > 0) {
      *entry = part;
      return true;
    }
  } while (dw.sibling(&part, &part) == 0);
  return false;
}

void inlined_at(Dwfl_Module *module, struct inlined *known, uint64_t address,
                void (*found)(void *context, const char *symbol), void *context) {
  pthread_once(&loading, load);
  if (!known->was_read) read_units(module, known);
  address -= known->bias;
  const struct range *unit = known->functions ? range_at(&known->units, address) : NULL;
  const struct range *function = unit ? range_at(functions_of_unit(known, unit), address) : NULL;
  Dwarf_Die entry;
  if (!function || !dw.entry_at(known->dwarf, function->entry, &entry)) return;
  for (int depth = 0; depth < deepest && descend(known, &entry, address); depth++) {
    if (dw.tag(&entry) != DW_TAG_inlined_subroutine) continue;
    const char *symbol = symbol_of(&entry);
    if (symbol) found(context, symbol);
  }
}

void forget_inlined(struct inlined *known) {
  for (size_t unit = 0; known->functions && unit < known->unit_count; unit++) free(known->functions[unit].list);
  free(known->functions);
  free(known->units.list);
}
