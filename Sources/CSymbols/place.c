// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int csymbols_place_open(const char *path) {
  int descriptor = open(path, O_PATH | O_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

int csymbols_place_identity(int descriptor, struct csymbols_identity *identity) {
  struct stat status;
  if (fstat(descriptor, &status)) return -errno;
  *identity = (struct csymbols_identity){status.st_ino, major(status.st_dev), minor(status.st_dev),
                                         S_ISREG(status.st_mode)};
  return 0;
}
