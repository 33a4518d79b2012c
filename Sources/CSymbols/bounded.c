// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "bounded.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { longest_wait_ms = 3000, cpu_seconds = 1, most_failures = 3 };
static const rlim_t most_memory = 1 << 30;

static atomic_int failures;

// What the parent has open stays with the parent alone: probes are attached for as long as anyone has them open.
static void leave_parent(int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setrlimit(RLIMIT_CPU, &(struct rlimit){cpu_seconds, cpu_seconds});
  setrlimit(RLIMIT_DATA, &(struct rlimit){most_memory, most_memory});
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  dup2(output, 0);
  close_range(1, ~0U, 0);
}

__attribute__((noreturn)) static void work(int output, bool (*read)(const char *, char *, size_t),
                                           const char *symbol, size_t size) {
  leave_parent(output);
  char *name = malloc(size);
  if (!name || !read(symbol, name, size)) _exit(1);
  size_t length = strlen(name);
  _exit(write(0, name, length) == (ssize_t)length ? 0 : 1);
}

// A name fits into a pipe: it comes at once or never.
static bool wait_for(int input, char *name, size_t size) {
  struct pollfd wait = {.fd = input, .events = POLLIN};
  int ready;
  do ready = poll(&wait, 1, longest_wait_ms);
  while (ready < 0 && errno == EINTR);
  ssize_t length = ready > 0 ? read(input, name, size - 1) : -1;
  if (length > 0) name[length] = 0;
  return length > 0;
}

bool in_process_of_its_own(bool (*read)(const char *, char *, size_t), const char *symbol, char *name, size_t size) {
  int ends[2], status = 0;
  if (failures >= most_failures || pipe2(ends, O_CLOEXEC)) return false;
  pid_t child = fork();
  if (child == 0) work(ends[1], read, symbol, size);
  close(ends[1]);
  bool has_come = child > 0 && wait_for(ends[0], name, size);
  close(ends[0]);
  if (child < 0) return false;
  kill(child, SIGKILL);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!has_come && WIFSIGNALED(status)) failures++;
  return has_come;
}
