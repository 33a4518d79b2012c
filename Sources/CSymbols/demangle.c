// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"
#include "bounded.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Names are from files that may say anything. One that repeats parts of itself can become as long as doubling again
// and again makes it: where there are many repetitions, a process of its own tries.
enum { longest_symbol = 4096, most_repetitions = 24 };

static char *(*demangle_cxx)(const char *, char *, size_t *, int *);
static pthread_once_t loading = PTHREAD_ONCE_INIT;

// In the Swift runtime, which every program that has this module is linked with.
extern char *swift_demangle(const char *symbol, size_t length, char *name, size_t *size, uint32_t flags);

static void load(void) {
  void *library = dlopen("libstdc++.so.6", RTLD_NOW | RTLD_LOCAL);
  if (library) demangle_cxx = dlsym(library, "__cxa_demangle");
}

static bool is_swift(const char *symbol) {
  const char *bare = symbol + (symbol[0] == '_');
  return strncmp(bare, "$s", 2) == 0 || strncmp(bare, "$S", 2) == 0 || strncmp(symbol, "_T0", 3) == 0;
}

// How often a Swift name refers to parts of itself: each `A` begins references, which end with a capital letter or
// an underscore.
static unsigned swift_repetitions(const char *symbol) {
  unsigned count = 0;
  for (const char *at = symbol; (at = strchr(at, 'A')); at++) {
    for (; at[1] >= '0' && at[1] <= '9'; at++) count += most_repetitions;
    for (; at[1] >= 'a' && at[1] <= 'z'; at++) count++;
    count++;
  }
  return count;
}

// How often a C++ name does: S_, S1Z_, T_, T0_; and Dp and sp repeat for each of many types.
static unsigned cxx_repetitions(const char *symbol) {
  unsigned count = 0;
  for (const char *at = symbol; *at; at++) {
    size_t length = *at == 'S' || *at == 'T' ? strspn(at + 1, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
    if ((*at == 'S' || *at == 'T') && at[1 + length] == '_') count++;
    if ((*at == 'D' || *at == 's') && at[1] == 'p') count += most_repetitions / 2;
  }
  return count;
}

static bool read_name(const char *symbol, char *name, size_t size) {
  char *readable = is_swift(symbol) ? swift_demangle(symbol, strlen(symbol), NULL, NULL, 0)
                                    : demangle_cxx(symbol, NULL, NULL, NULL);
  if (!readable) return false;
  name[0] = 0;
  strncat(name, readable, size - 1);
  free(readable);
  return true;
}

int csymbols_demangle(const char *symbol, char *name, size_t size) {
  bool swift = is_swift(symbol);
  if (!swift && strncmp(symbol, "_Z", 2) != 0) return 0;
  if (strnlen(symbol, longest_symbol + 1) > longest_symbol) return 0;
  pthread_once(&loading, load);
  if (!swift && !demangle_cxx) return 0;
  unsigned repetitions = swift ? swift_repetitions(symbol) : cxx_repetitions(symbol);
  return repetitions > most_repetitions ? in_process_of_its_own(read_name, symbol, name, size)
                                        : read_name(symbol, name, size);
}
