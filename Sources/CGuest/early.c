// SPDX-License-Identifier: Apache-2.0
//
// The Swift runtime looks for its own path in /proc before main, and ends the process where it
// finds none. The first process of a guest starts without /proc, so it is mounted before that.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

// 101 is the earliest priority a program may use; the runtime's constructors have none.
__attribute__((constructor(101))) static void guest_mount_proc(void) {
  if (getpid() != 1 || access("/proc/self", F_OK) == 0) return;
  mkdir("/proc", 0555);
  mount("proc", "/proc", "proc", 0, 0);
}
