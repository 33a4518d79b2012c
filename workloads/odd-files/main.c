// SPDX-License-Identifier: Apache-2.0
//
// Opens, writes and syncs files in a directory in each of the ways that programs rarely take, once, in a fixed order, and
// removes them; and in a second directory, which is in an overlay, it writes and syncs one. What a probe reports of it is held against that. Exits with 0, with 2 where io_uring is not to be had, or
// with 1 and a line that says what failed.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RING_UNAVAILABLE 2

static void check(int is_right, const char *what) {
  if (is_right) return;
  fprintf(stderr, "odd-files: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void create_and_open_by_handle(void) {
  struct {
    struct file_handle handle;
    char bytes[MAX_HANDLE_SZ];
  } place;
  memset(&place, 0, sizeof place);
  place.handle.handle_bytes = MAX_HANDLE_SZ;
  int mount;
  // glibc's creat makes another call.
  check(syscall(SYS_creat, "odd-creat", 0600) >= 0, "creat");
  check(name_to_handle_at(AT_FDCWD, "odd-creat", &place.handle, &mount, 0) == 0, "handle");
  check(open_by_handle_at(AT_FDCWD, &place.handle, O_RDONLY) >= 0, "open by handle");
}

static void write_synchronously(void) {
  int file = open("odd-synchronous", O_CREAT | O_WRONLY | O_SYNC, 0600);
  check(write(file, "x", 1) == 1, "synchronous write");
}

static void sync_mapped(void) {
  int file = open("odd-mapped", O_CREAT | O_RDWR, 0600);
  check(ftruncate(file, 4096) == 0, "truncate");
  char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  check(map != MAP_FAILED, "map");
  map[0] = 1;
  check(msync(map, 4096, MS_SYNC) == 0, "msync");
}

static void copy(void) {
  int from = open("odd-source", O_CREAT | O_RDWR, 0600);
  int to = open("odd-copy", O_CREAT | O_WRONLY, 0600);
  check(write(from, "source", 6) == 6, "write");
  loff_t start = 0;
  check(copy_file_range(from, &start, to, NULL, 6, 0) == 6, "copy_file_range");
}

// Opens a file by io_uring; false where there is no io_uring.
static int open_by_ring(void) {
  struct io_uring_params made;
  memset(&made, 0, sizeof made);
  int ring = (int)syscall(SYS_io_uring_setup, 4, &made);
  if (ring < 0) return 0;
  size_t size = made.sq_off.array + made.sq_entries * sizeof(uint32_t);
  char *queue = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
  struct io_uring_sqe *entries = mmap(NULL, made.sq_entries * sizeof *entries, PROT_READ | PROT_WRITE,
                                      MAP_SHARED, ring, IORING_OFF_SQES);
  check(queue != MAP_FAILED && (void *)entries != MAP_FAILED, "map of a ring");
  memset(&entries[0], 0, sizeof entries[0]);
  entries[0].opcode = IORING_OP_OPENAT;
  entries[0].fd = AT_FDCWD;
  entries[0].addr = (uintptr_t) "odd-ring";
  entries[0].len = 0600;
  entries[0].open_flags = O_CREAT | O_RDWR;
  *(uint32_t *)(queue + made.sq_off.array) = 0;
  __atomic_store_n((uint32_t *)(queue + made.sq_off.tail), 1, __ATOMIC_RELEASE);
  check(syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) == 1, "io_uring");
  check(access("odd-ring", F_OK) == 0, "open by io_uring");
  return 1;
}

static void write_in_overlay(const char *overlay) {
  check(chdir(overlay) == 0, "overlay");
  int file = open("odd-overlay", O_CREAT | O_WRONLY, 0600);
  check(write(file, "x", 1) == 1 && fsync(file) == 0, "write in an overlay");
  unlink("odd-overlay");
}

int main(int count, char **arguments) {
  static const char *const names[] = {"odd-creat",  "odd-synchronous", "odd-mapped",
                                      "odd-source", "odd-copy",        "odd-ring"};
  check((count == 2 || count == 3) && chdir(arguments[1]) == 0, "takes a directory, and one in an overlay");
  create_and_open_by_handle();
  write_synchronously();
  sync_mapped();
  copy();
  int has_ring = open_by_ring();
  for (size_t index = 0; index < sizeof names / sizeof *names; index++) unlink(names[index]);
  if (count == 3) write_in_overlay(arguments[2]);
  return has_ring ? 0 : RING_UNAVAILABLE;
}
