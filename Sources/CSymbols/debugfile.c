// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "debugfile.h"
#include "libdw.h"
#include "place.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A build id is a hash; all bytes that are read for checksums, in all files.
enum { longest_build_id = 64, most_bytes = 1 << 30 };

static const char debug_folder[] = "/usr/lib/debug";

// What tells the file that is looked for.
struct wanted {
  const unsigned char *build_id;
  int length; // of the build id; 0 where there is none
  GElf_Word checksum;
};

static bool has_build_id(int descriptor, const struct wanted *wanted) {
  Elf *elf = is_elf(descriptor) ? libdw.elf_begin(descriptor, ELF_C_READ, NULL) : NULL;
  if (!elf) return false;
  const void *found = NULL;
  bool has = libdw.dwelf_elf_gnu_build_id(elf, &found) == wanted->length &&
             memcmp(found, wanted->build_id, wanted->length) == 0;
  libdw.elf_end(elf);
  return has;
}

// The CRC-32 that .gnu_debuglink holds.
static bool has_checksum(int descriptor, GElf_Word wanted) {
  static atomic_llong left = most_bytes;
  unsigned char bytes[1 << 14];
  uint32_t sum = UINT32_MAX;
  ssize_t count;
  for (off_t place = 0; (count = pread(descriptor, bytes, sizeof bytes, place)) > 0; place += count) {
    if ((left -= count) < 0) return false;
    for (ssize_t index = 0; index < count; index++) {
      sum ^= bytes[index];
      for (int bit = 0; bit < 8; bit++) sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
  }
  return count == 0 && ~sum == wanted;
}

static bool is_wanted(int descriptor, const struct wanted *wanted) {
  if (wanted->length) return has_build_id(descriptor, wanted);
  return is_elf(descriptor) && has_checksum(descriptor, wanted->checksum);
}

// The file at a path, as it is seen in a root, if it is the one; else -1.
__attribute__((format(printf, 3, 4))) static int try(int root, const struct wanted *wanted, const char *format,
                                                     ...) {
  char *path;
  va_list arguments;
  va_start(arguments, format);
  int length = vasprintf(&path, format, arguments);
  va_end(arguments);
  if (length < 0) return -1;
  int descriptor = place_read(root, path);
  free(path);
  if (descriptor < 0 || is_wanted(descriptor, wanted)) return descriptor < 0 ? -1 : descriptor;
  close(descriptor);
  return -1;
}

static int find_by_build_id(int root, const struct wanted *wanted) {
  char name[2 * longest_build_id + 1];
  for (int index = 0; index < wanted->length; index++) {
    snprintf(name + 2 * index, 3, "%02x", wanted->build_id[index]);
  }
  return try(root, wanted, "%s/.build-id/%.2s/%s.debug", debug_folder, name, name + 2);
}

static int find_by_link(int root, const struct wanted *wanted, const char *folder, const char *link) {
  int found = try(root, wanted, "%s/%s", folder, link);
  if (found < 0) found = try(root, wanted, "%s/.debug/%s", folder, link);
  return found < 0 ? try(root, wanted, "%s%s/%s", debug_folder, folder, link) : found;
}

static int find_in(int root, const struct debug_places *places, const struct wanted *wanted, const char *link) {
  int found = wanted->length > 1 ? find_by_build_id(root, wanted) : -1;
  bool has_link = link && link[0] && !strchr(link, '/') && places->folder;
  return found < 0 && has_link ? find_by_link(root, wanted, places->folder, link) : found;
}

// In the process's own root first, then in this one's.
static int find_anywhere(const struct debug_places *places, const struct wanted *wanted, const char *link) {
  int found = places->root < 0 ? -1 : find_in(places->root, places, wanted, link);
  int here = found < 0 ? open("/", O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
  if (here >= 0) {
    found = find_in(here, places, wanted, link);
    close(here);
  }
  return found < 0 && wanted->length ? fetch_debug_file(wanted->build_id, wanted->length) : found;
}

int find_debug_file(Dwfl_Module *module, void **data, const char *name, GElf_Addr base, const char *file,
                    const char *link, GElf_Word checksum, char **found) {
  struct debug_places *places = *data;
  // What is asked for next is the file that several debug files share, which has to be the right one by its build id.
  if (places->was_asked) return libdw.dwfl_build_id_find_debuginfo(module, data, name, base, file, link, checksum, found);
  places->was_asked = true;
  struct wanted wanted = {.checksum = checksum};
  GElf_Addr address;
  wanted.length = libdw.dwfl_module_build_id(module, &wanted.build_id, &address);
  if (wanted.length < 0 || wanted.length > longest_build_id) wanted.length = 0;
  if (!wanted.length && !link) return -1;
  int descriptor = find_anywhere(places, &wanted, link);
  if (descriptor >= 0) *found = strdup(link ? link : "debug file");
  return descriptor;
}
