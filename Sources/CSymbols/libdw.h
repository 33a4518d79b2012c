// SPDX-License-Identifier: Apache-2.0
// The functions of libdw, and of libelf, which libdw is linked with: loaded by `csymbols_unavailable`, and there where it
// says NULL.
#pragma once
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>

#define LIBDW_FUNCTIONS(USE) \
  USE(dwfl_module_build_id) USE(dwfl_build_id_find_debuginfo) USE(dwelf_elf_gnu_build_id) USE(elf_begin) \
  USE(elf_end) USE(dwfl_begin) USE(dwfl_end) USE(dwfl_report_elf) USE(dwfl_report_end) \
  USE(dwfl_build_id_find_elf) USE(dwfl_module_info) USE(dwfl_module_getelf) USE(elf_getphdrnum) \
  USE(gelf_getphdr) USE(dwfl_module_getsymtab) USE(dwfl_module_getsym) USE(dwfl_module_getdwarf) \
  USE(dwarf_nextcu) USE(dwarf_offdie) USE(dwarf_dieoffset) USE(dwarf_ranges) USE(dwarf_child) \
  USE(dwarf_siblingof) USE(dwarf_tag) USE(dwarf_haspc) USE(dwarf_diename) USE(dwarf_attr_integrate) \
  USE(dwarf_formstring)

#define LIBDW_MEMBER(name) __typeof__(&name) name;

extern struct libdw {
  LIBDW_FUNCTIONS(LIBDW_MEMBER)
} libdw;
