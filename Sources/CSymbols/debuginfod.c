// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "debugfile.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

// All fetches together, in seconds: a server that does not answer holds a report up no longer than this.
enum { longest_wait = 30 };

static struct {
  debuginfod_client *client;
  int (*find)(debuginfod_client *, const unsigned char *, int, char **);
} server;

static pthread_once_t loading = PTHREAD_ONCE_INIT;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
// In seconds: all that fetches took, and when the one that is under way began.
static time_t waited, began;

static time_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec;
}

static bool is_too_late(void) { return waited + now() - began >= longest_wait; }

// Called about once a second; another value than 0 ends the fetch.
static int follow(debuginfod_client *client, long done, long all) {
  (void)client, (void)done, (void)all;
  return is_too_late();
}

static void load(void) {
  const char *urls = getenv("DEBUGINFOD_URLS");
  void *library = urls && urls[0] ? dlopen("libdebuginfod.so.1", RTLD_NOW | RTLD_LOCAL) : NULL;
  if (!library) return;
  debuginfod_client *(*begin)(void) = dlsym(library, "debuginfod_begin");
  void (*set_follower)(debuginfod_client *, int (*)(debuginfod_client *, long, long)) =
      dlsym(library, "debuginfod_set_progressfn");
  server.find = dlsym(library, "debuginfod_find_debuginfo");
  if (!begin || !set_follower || !server.find) return;
  server.client = begin();
  if (server.client) set_follower(server.client, follow);
}

int fetch_debug_file(const unsigned char *build_id, int length) {
  pthread_once(&loading, load);
  if (!server.client) return -1;
  pthread_mutex_lock(&one_at_a_time);
  began = now();
  int descriptor = is_too_late() ? -1 : server.find(server.client, build_id, length, NULL);
  waited += now() - began;
  pthread_mutex_unlock(&one_at_a_time);
  return descriptor < 0 ? -1 : descriptor;
}
