// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"
#include "libdw.h"

#include <dlfcn.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
  __typeof__(&dwfl_begin) begin;
  __typeof__(&dwfl_end) end;
  __typeof__(&dwfl_report_end) report_end;
  __typeof__(&dwfl_linux_proc_find_elf) find_elf;
  __typeof__(&dwfl_report_offline) report_file;
  __typeof__(&dwfl_offline_section_address) section_address;
  __typeof__(&dwfl_module_getsymtab) count_symbols;
  __typeof__(&dwfl_module_getsym) symbol_at;
} dwfl;

static void *libdw;
static pthread_once_t loading = PTHREAD_ONCE_INIT;
static char failure[256];

static void *find(void *library, const char *name) {
  void *symbol = dlsym(library, name);
  if (!symbol && !failure[0]) snprintf(failure, sizeof failure, "%s", dlerror());
  return symbol;
}

static void load(void) {
  void *library = libdw = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(failure, sizeof failure, "%s", dlerror());
    return;
  }
  dwfl.begin = find(library, "dwfl_begin");
  dwfl.end = find(library, "dwfl_end");
  dwfl.report_end = find(library, "dwfl_report_end");
  dwfl.find_elf = find(library, "dwfl_linux_proc_find_elf");
  dwfl.report_file = find(library, "dwfl_report_offline");
  dwfl.section_address = find(library, "dwfl_offline_section_address");
  dwfl.count_symbols = find(library, "dwfl_module_getsymtab");
  dwfl.symbol_at = find(library, "dwfl_module_getsym");
}

const char *csymbols_unavailable(void) {
  pthread_once(&loading, load);
  return failure[0] ? failure : NULL;
}

void *libdw_function(const char *name) {
  return csymbols_unavailable() ? NULL : dlsym(libdw, name);
}

struct csymbols {
  Dwfl *session;
  Dwfl_Callbacks callbacks;
};

// Who attaches to a function by its name looks into the file itself only.
static int find_no_debuginfo(Dwfl_Module *module, void **data, const char *name, GElf_Addr base,
                             const char *file, const char *link, GElf_Word sum, char **found) {
  (void)module, (void)data, (void)name, (void)base, (void)file, (void)link, (void)sum, (void)found;
  return -1;
}

// A session without modules, or NULL.
static struct csymbols *begin(int (*find_debuginfo)(Dwfl_Module *, void **, const char *, GElf_Addr,
                                                    const char *, const char *, GElf_Word,
                                                    char **)) {
  struct csymbols *opened = calloc(1, sizeof *opened);
  if (!opened) return NULL;
  opened->callbacks.find_elf = dwfl.find_elf;
  opened->callbacks.find_debuginfo = find_debuginfo;
  opened->callbacks.section_address = dwfl.section_address;
  opened->session = dwfl.begin(&opened->callbacks);
  if (opened->session) return opened;
  free(opened);
  return NULL;
}

static void end(struct csymbols *opened) {
  dwfl.end(opened->session);
  free(opened);
}

int csymbols_functions(const char *path, void (*found)(void *context, const char *name, uint64_t address),
                       void *context) {
  if (csymbols_unavailable()) return -ELIBACC;
  struct csymbols *opened = begin(find_no_debuginfo);
  if (!opened) return -ENOMEM;
  Dwfl_Module *module = dwfl.report_file(opened->session, path, path, -1);
  dwfl.report_end(opened->session, NULL, NULL);
  int count = module ? dwfl.count_symbols(module) : -1;
  for (int index = 0; index < count; index++) {
    GElf_Sym symbol;
    const char *name = dwfl.symbol_at(module, index, &symbol, NULL);
    bool is_function = GELF_ST_TYPE(symbol.st_info) == STT_FUNC;
    if (!name || !name[0] || !is_function || symbol.st_shndx == SHN_UNDEF) continue;
    found(context, name, symbol.st_value);
  }
  end(opened);
  return count < 0 ? -ENOEXEC : 0;
}
