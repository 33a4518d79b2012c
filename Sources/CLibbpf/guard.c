// SPDX-License-Identifier: Apache-2.0
// A process that restores a setting.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "clibbpf.h"
#include "failure.h"

static void guard_setting(int pipe, int file, const char *value) {
  char byte;
  setsid();
  // Held open here, standard output would never end.
  for (int fd = 0, most = getdtablesize(); fd < most; fd++)
    if (fd != pipe && fd != file) close(fd);
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  while (read(pipe, &byte, 1) < 0 && errno == EINTR) {
  }
  size_t length = strlen(value);
  _exit(write(file, value, length) == (ssize_t)length ? 0 : 1);
}

int clibbpf_put_back_later(const char *path, const char *value, pid_t *guard) {
  int ends[2];
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return failure();
  if (pipe2(ends, O_CLOEXEC) < 0) {
    int error = failure();
    close(file);
    return error;
  }
  *guard = fork();
  if (*guard == 0) {
    close(ends[1]);
    guard_setting(ends[0], file, value);
  }
  int error = *guard < 0 ? failure() : 0;
  close(file);
  close(ends[0]);
  if (!error) return ends[1];
  close(ends[1]);
  return error;
}
