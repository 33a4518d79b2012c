// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"
#include "libdw.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

struct libdw libdw;

static pthread_once_t loading = PTHREAD_ONCE_INIT;
static char failure[256];

static void *find(void *library, const char *name) {
  void *function = library ? dlsym(library, name) : NULL;
  if (!function && !failure[0]) snprintf(failure, sizeof failure, "%s", dlerror());
  return function;
}

static void load(void) {
  void *library = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
#define FIND(name) libdw.name = find(library, #name);
  LIBDW_FUNCTIONS(FIND)
}

const char *csymbols_unavailable(void) {
  pthread_once(&loading, load);
  return failure[0] ? failure : NULL;
}
