// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// Of capstone/capstone.h, whose structs have other sizes in other versions: none is needed here.
#define CAPSTONE_X86 3
#define CAPSTONE_64_BITS 8

static struct {
  int (*open)(int architecture, int mode, size_t *handle);
  int (*close)(size_t *handle);
  void *(*make_instruction)(size_t handle);
  void (*free_instruction)(void *instruction, size_t count);
  bool (*next)(size_t handle, const uint8_t **code, size_t *size, uint64_t *address, void *instruction);
} capstone;

static pthread_once_t loading = PTHREAD_ONCE_INIT;
static bool is_loaded;

static void load(void) {
  static const char *const names[] = {"libcapstone.so.5", "libcapstone.so.4", "libcapstone.so"};
  void *library = NULL;
  for (size_t index = 0; !library && index < sizeof names / sizeof *names; index++)
    library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  capstone.open = dlsym(library, "cs_open");
  capstone.close = dlsym(library, "cs_close");
  capstone.make_instruction = dlsym(library, "cs_malloc");
  capstone.free_instruction = dlsym(library, "cs_free");
  capstone.next = dlsym(library, "cs_disasm_iter");
  is_loaded = capstone.open && capstone.close && capstone.make_instruction && capstone.free_instruction &&
              capstone.next;
}

bool csymbols_can_disassemble(void) {
  pthread_once(&loading, load);
  return is_loaded;
}

// The bytes that an operand in memory takes behind an opcode.
static size_t operand_length(const uint8_t *operand, size_t size) {
  uint8_t mode = operand[0] >> 6, base = operand[0] & 7;
  size_t length = 1;
  if (mode == 3) return length;
  if (base == 4) {
    length++;
    if (size > 1 && mode == 0 && (operand[1] & 7) == 5) return length + 4;
  }
  if (mode == 1) return length + 1;
  return mode == 2 || base == 5 ? length + 4 : length;
}

// The length of an instruction with a VEX or EVEX prefix, of which capstone 4 does not know all; 0 where it is none, or
// not whole.
static size_t vector_length(const uint8_t *code, size_t size) {
  size_t prefix = code[0] == 0xc5 ? 2 : code[0] == 0xc4 ? 3 : code[0] == 0x62 ? 4 : 0;
  if (!prefix || size < prefix + 2) return 0;
  uint8_t opcode = code[prefix], map = code[0] == 0xc5 ? 1 : code[1] & (code[0] == 0x62 ? 7 : 31);
  if (map < 1 || map > 6) return 0;
  size_t length = prefix + 1;
  if (map != 1 || opcode != 0x77) length += operand_length(code + length, size - length);
  // A number behind: in the third map always, in the first of shuffles, shifts and comparisons.
  bool has_number = map == 3 || (map == 1 && ((opcode >= 0x70 && opcode <= 0x73) || opcode == 0xc2 ||
                                              (opcode >= 0xc4 && opcode <= 0xc6)));
  length += has_number;
  return length <= size ? length : 0;
}

long csymbols_disassemble(const uint8_t *code, size_t size, uint8_t *lengths) {
  size_t handle = 0, rest = size;
  uint64_t address = 0;
  const uint8_t *place = code;
  if (!csymbols_can_disassemble()) return -ELIBACC;
  if (capstone.open(CAPSTONE_X86, CAPSTONE_64_BITS, &handle)) return -ENOMEM;
  void *instruction = capstone.make_instruction(handle);
  memset(lengths, 0, size);
  while (instruction && rest > 0) {
    const uint8_t *start = place;
    size_t length = vector_length(place, rest);
    if (length) {
      place += length;
      rest -= length;
    } else if (!capstone.next(handle, &place, &rest, &address, instruction) || place <= start) break;
    lengths[start - code] = (uint8_t)(place - start);
  }
  if (instruction) capstone.free_instruction(instruction, 1);
  capstone.close(&handle);
  return place - code;
}
