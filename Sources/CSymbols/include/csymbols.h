// SPDX-License-Identifier: Apache-2.0
// The functions of elfutils' libdw that find the symbol of a place in an executable file. The library is
// loaded when it is first needed: who wants no user stacks needs none of it, and a start does not wait
// for it.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csymbols_file;

// What keeps the library from being used, or NULL.
const char *csymbols_unavailable(void);
// Reads the symbols of the file that is open at a descriptor, which is taken over, even where this fails. A
// separate file with its symbols is looked for in two roots, `root` and this process's own, near `path`, by which the
// process at `root` knows the file. 0, or -errno; -ELIBACC where the library cannot be used, -ENOEXEC where it is no
// executable or library.
int csymbols_file_open(int descriptor, const char *root, const char *path, struct csymbols_file **file);
void csymbols_file_close(struct csymbols_file *file);
// 1 where what lies at an offset of the file is in a function that has a name: that goes to `name`, cut
// at `size` bytes. 0 where it has none, or the file became shorter since it was opened.
int csymbols_file_find(struct csymbols_file *file, uint64_t offset, char *name, size_t size);
// Calls back with the symbol of each function whose code the compiler put where the offset is, the outermost first.
// That takes DWARF.
void csymbols_file_inlined(struct csymbols_file *file, uint64_t offset,
                           void (*found)(void *context, const char *symbol), void *context);
// 1 where the file has more symbols, or more DWARF, than is sensible, so that not all names were read.
int csymbols_file_is_partly_read(const struct csymbols_file *file);
// Writes what the name of a function of C++ or Swift looks like in the program, cut at `size` bytes; 0 where the symbol
// is none, is longer than 4096 bytes, or takes longer to read than is sensible. C++ takes libstdc++.
int csymbols_demangle(const char *symbol, char *name, size_t size);
// What tells a file from all others.
struct csymbols_identity {
  uint64_t inode;
  uint64_t size;
  uint32_t device_major;
  uint32_t device_minor;
  uint32_t owner;
  uint32_t is_plain; // no device, no pipe, no folder
  int64_t changed_ns; // since 1970: when its content, name or rights were changed last
};

// A descriptor of whatever is at a path, which is not opened itself (O_PATH), or -errno.
int csymbols_place_open(const char *path);
// The same where `root` is the root folder, of links on the way as well. Oldest kernel 5.6.
int csymbols_place_open_in(const char *root, const char *path);
// Opens it for reading where it is a plain file: a descriptor of its own, or -errno.
int csymbols_place_read(int place);
// 0, or -errno.
int csymbols_place_identity(int descriptor, struct csymbols_identity *identity);
// A file in memory with what a process has there, read by its `/proc/PID/mem`: a descriptor, or -errno.
int csymbols_memory_copy(const char *memory, uint64_t start, size_t size);

// Whether the library that disassembles, capstone, is there.
bool csymbols_can_disassemble(void);
// Writes the length of each instruction of x86-64 code at the place of its first byte, and 0 elsewhere. The number of
// bytes that could be read as instructions, or -errno; -ELIBACC where there is no such library.
long csymbols_disassemble(const uint8_t *code, size_t size, uint8_t *lengths);
