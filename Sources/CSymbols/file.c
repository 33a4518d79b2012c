// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"
#include "debugfile.h"
#include "functions.h"
#include "guard.h"
#include "inlined.h"
#include "libdw.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct csymbols_file {
  Dwfl *session;
  Dwfl_Callbacks callbacks;
  Dwfl_Module *module;
  struct segments segments;
  struct functions functions;
  struct debug_places places;
  struct inlined inlined;
  bool was_cut; // the file became shorter: nothing of it may be read any more
};

// What is done with a file, as `guarded` passes it on.
struct task {
  struct csymbols_file *file;
  int descriptor;
  uint64_t offset;
  char *name;
  size_t size;
  void (*found)(void *context, const char *symbol);
  void *context;
  int result;
};

static bool run(void (*work)(void *context), struct task *task) {
  if (!task->file->was_cut && guarded(work, task)) return true;
  task->file->was_cut = true;
  return false;
}

static int read_segments(struct csymbols_file *file) {
  GElf_Addr bias;
  size_t count;
  Elf *elf = libdw.dwfl_module_getelf(file->module, &bias);
  if (!elf || libdw.elf_getphdrnum(elf, &count) || count > UINT16_MAX) return -ENOEXEC;
  file->segments.list = calloc(count ? count : 1, sizeof *file->segments.list);
  if (!file->segments.list) return -ENOMEM;
  for (size_t index = 0; index < count; index++) {
    GElf_Phdr header;
    if (!libdw.gelf_getphdr(elf, index, &header) || header.p_type != PT_LOAD) continue;
    file->segments.list[file->segments.count++] =
        (struct segment){header.p_offset, header.p_vaddr + bias, header.p_filesz, header.p_flags & PF_X};
  }
  return 0;
}

// The module takes the descriptor over where it is made. Base 0: addresses are those that the file itself tells.
static int read_file(struct csymbols_file *file, int descriptor) {
  file->module = libdw.dwfl_report_elf(file->session, "mapped", "mapped", descriptor, 0, true);
  if (!file->module) close(descriptor);
  if (libdw.dwfl_report_end(file->session, NULL, NULL) || !file->module) return -ENOEXEC;
  void **data;
  libdw.dwfl_module_info(file->module, &data, NULL, NULL, NULL, NULL, NULL, NULL);
  *data = &file->places;
  int result = read_segments(file);
  if (!result) file->functions = functions_of(file->module, &file->segments);
  return result;
}

static void open_file(void *context) {
  struct task *task = context;
  struct csymbols_file *opened = task->file;
  opened->callbacks.find_elf = libdw.dwfl_build_id_find_elf;
  opened->callbacks.find_debuginfo = find_debug_file;
  opened->session = libdw.dwfl_begin(&opened->callbacks);
  task->result = opened->session ? read_file(opened, task->descriptor) : -ENOMEM;
  if (!opened->session) close(task->descriptor);
}

static void find_places(struct debug_places *places, const char *root, const char *path) {
  places->root = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  const char *slash = strrchr(path, '/');
  places->folder = slash && path[0] == '/' ? strndup(path, slash - path) : NULL;
}

int csymbols_file_open(int descriptor, const char *root, const char *path, struct csymbols_file **file) {
  int reason = csymbols_unavailable() ? -ELIBACC : is_elf(descriptor) ? 0 : -ENOEXEC;
  struct csymbols_file *opened = reason ? NULL : calloc(1, sizeof *opened);
  if (!opened) {
    close(descriptor);
    return reason ? reason : -ENOMEM;
  }
  find_places(&opened->places, root, path);
  struct task task = {.file = opened, .descriptor = descriptor};
  if (!run(open_file, &task)) task.result = -ESTALE;
  if (task.result) {
    csymbols_file_close(opened);
    return task.result;
  }
  *file = opened;
  return 0;
}

// What libdw holds of a file that was cut stays.
void csymbols_file_close(struct csymbols_file *file) {
  if (file->was_cut) return;
  forget_inlined(&file->inlined);
  if (file->session) libdw.dwfl_end(file->session);
  if (file->places.root >= 0) close(file->places.root);
  free(file->places.folder);
  free(file->segments.list);
  free(file->functions.list);
  free(file);
}

// Without the version behind it, as in clock_nanosleep@@GLIBC_2.17.
static void write_name(const char *symbol, char *name, size_t size) {
  const char *version = symbol[0] ? strchr(symbol + 1, '@') : NULL;
  snprintf(name, size, "%.*s", version ? (int)(version - symbol) : -1, symbol);
}

// The address that the file gives to what lies at an offset; in two segments it may lie when they share a page.
static bool find_address(const struct csymbols_file *file, uint64_t offset, uint64_t *address) {
  for (size_t index = 0; index < file->segments.count; index++) {
    const struct segment *segment = &file->segments.list[index];
    if (!segment->is_code || offset - segment->offset >= segment->size) continue;
    *address = offset - segment->offset + segment->address;
    return true;
  }
  return false;
}

static void find(void *context) {
  struct task *task = context;
  uint64_t address;
  if (!find_address(task->file, task->offset, &address)) return;
  const struct function *function = function_at(&task->file->functions, address);
  const char *symbol = function ? name_of(task->file->module, function->index) : NULL;
  if (!symbol) return;
  write_name(symbol, task->name, task->size);
  task->result = 1;
}

int csymbols_file_find(struct csymbols_file *file, uint64_t offset, char *name, size_t size) {
  struct task task = {.file = file, .offset = offset, .name = name, .size = size};
  return run(find, &task) ? task.result : 0;
}

// Whoever is called back reads a copy, which cannot be cut.
static void pass_on(void *context, const char *symbol) {
  struct task *task = context;
  snprintf(task->name, task->size, "%s", symbol);
  task->found(task->context, task->name);
}

static void find_inlined(void *context) {
  struct task *task = context;
  struct csymbols_file *file = task->file;
  uint64_t address;
  if (!find_address(file, task->offset, &address)) return;
  inlined_at(file->module, &file->inlined, address, pass_on, task);
}

void csymbols_file_inlined(struct csymbols_file *file, uint64_t offset,
                           void (*found)(void *context, const char *symbol), void *context) {
  char name[8192];
  struct task task = {
      .file = file, .offset = offset, .name = name, .size = sizeof name, .found = found, .context = context};
  run(find_inlined, &task);
}

int csymbols_file_is_partly_read(const struct csymbols_file *file) {
  return file->functions.are_too_many || (file->inlined.was_read && file->inlined.entries_left == 0);
}
