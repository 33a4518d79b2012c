// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int csymbols_place_open(const char *path) {
  int descriptor = open(path, O_PATH | O_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

int csymbols_place_open_in(const char *root, const char *path) {
  int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return -errno;
  struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
  int descriptor = syscall(SYS_openat2, folder, path, &how, sizeof how);
  int result = descriptor < 0 ? -errno : descriptor;
  close(folder);
  return result;
}

int csymbols_place_identity(int descriptor, struct csymbols_identity *identity) {
  struct stat status;
  if (fstat(descriptor, &status)) return -errno;
  *identity = (struct csymbols_identity){.inode = status.st_ino,
                                         .size = status.st_size,
                                         .device_major = major(status.st_dev),
                                         .device_minor = minor(status.st_dev),
                                         .owner = status.st_uid,
                                         .is_plain = S_ISREG(status.st_mode)};
  return 0;
}
