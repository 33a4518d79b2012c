// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "csymbols.h"
#include "place.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int csymbols_place_open(const char *path) {
  int descriptor = open(path, O_PATH | O_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

static int open_in(int root, const char *path) {
  struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
  int descriptor = syscall(SYS_openat2, root, path, &how, sizeof how);
  return descriptor < 0 ? -errno : descriptor;
}

int csymbols_place_open_in(const char *root, const char *path) {
  int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return -errno;
  int result = open_in(folder, path);
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
                                         .changed_ns = status.st_ctim.tv_sec * 1000000000LL +
                                                       status.st_ctim.tv_nsec,
                                         .is_plain = S_ISREG(status.st_mode)};
  return 0;
}

int csymbols_place_read(int place) {
  struct csymbols_identity identity;
  char path[32];
  int error = csymbols_place_identity(place, &identity);
  if (error || !identity.is_plain) return error ? error : -EINVAL;
  snprintf(path, sizeof path, "/proc/self/fd/%d", place);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return descriptor < 0 ? -errno : descriptor;
}

static int file_of(const void *bytes, size_t size) {
  int file = memfd_create("copy", MFD_CLOEXEC);
  if (file < 0 || write(file, bytes, size) == (ssize_t)size) return file < 0 ? -errno : file;
  close(file);
  return -EIO;
}

int csymbols_memory_copy(const char *memory, uint64_t start, size_t size) {
  int source = open(memory, O_RDONLY | O_CLOEXEC);
  if (source < 0) return -errno;
  char *bytes = malloc(size);
  int result = bytes && pread(source, bytes, size, start) == (ssize_t)size ? file_of(bytes, size) : -EIO;
  free(bytes);
  close(source);
  return result;
}

int place_read(int root, const char *path) {
  int place = open_in(root, path);
  if (place < 0) return place;
  int descriptor = csymbols_place_read(place);
  close(place);
  return descriptor;
}

bool is_elf(int descriptor) {
  unsigned char start[EI_NIDENT];
  if (pread(descriptor, start, sizeof start, 0) != sizeof start) return false;
  return memcmp(start, ELFMAG, SELFMAG) == 0 && start[EI_VERSION] == EV_CURRENT &&
         (start[EI_CLASS] == ELFCLASS32 || start[EI_CLASS] == ELFCLASS64) &&
         (start[EI_DATA] == ELFDATA2LSB || start[EI_DATA] == ELFDATA2MSB);
}
