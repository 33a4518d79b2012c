// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"
#include "libdw.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static void *libdw;
static pthread_once_t loading = PTHREAD_ONCE_INIT;
static char failure[256];

static void load(void) {
  libdw = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!libdw) snprintf(failure, sizeof failure, "%s", dlerror());
}

const char *csymbols_unavailable(void) {
  pthread_once(&loading, load);
  return failure[0] ? failure : NULL;
}

void *libdw_function(const char *name) {
  return csymbols_unavailable() ? NULL : dlsym(libdw, name);
}
