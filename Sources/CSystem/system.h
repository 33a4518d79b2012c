// SPDX-License-Identifier: Apache-2.0
//
// What Linux has and Swift cannot import: calls with a variable argument list and calls that glibc
// hides from it. Each returns a value, or -errno.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int csystem_result(long result) { return result < 0 ? -errno : (int)result; }

// An anonymous file that is closed on exec: memfd_create(2).
static inline int csystem_memory_file(const char *name) {
  return csystem_result(syscall(SYS_memfd_create, name, 1 /* MFD_CLOEXEC */));
}

// A descriptor that polls as readable once the process has ended: pidfd_open(2), Linux 5.3.
static inline int csystem_pidfd(int pid) { return csystem_result(syscall(SYS_pidfd_open, pid, 0)); }

// What the calling thread starts from now on is in a new PID namespace, the first one as its
// process 1: unshare(2) with CLONE_NEWPID.
static inline int csystem_new_pid_namespace(void) {
  return csystem_result(syscall(SYS_unshare, 0x20000000 /* CLONE_NEWPID */));
}

// The calling thread and what it starts get mounts of their own: unshare(2) with CLONE_NEWNS.
static inline int csystem_private_mounts(void) {
  return csystem_result(syscall(SYS_unshare, 0x00020000 /* CLONE_NEWNS */));
}

// A pipe both of whose ends are closed on exec: pipe2(2).
static inline int csystem_pipe(int ends[2]) {
  return csystem_result(syscall(SYS_pipe2, ends, O_CLOEXEC));
}

// Closes everything from a descriptor up in the child; glibc 2.34. Returns an error number.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
static inline int csystem_close_from(posix_spawn_file_actions_t *actions, int descriptor) {
  return posix_spawn_file_actions_addclosefrom_np(actions, descriptor);
}

// Sleeps until the shared word is another than `value`, or earlier, or the time is up: futex(2).
static inline void csystem_sleep_while(const unsigned *word, unsigned value, long nanoseconds) {
  // struct timespec, of which Swift shall have but one.
  long limit[2] = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  syscall(SYS_futex, word, 0 /* FUTEX_WAIT */, value, limit);
}

// Wakes the process that sleeps on the word.
static inline void csystem_wake(const unsigned *word) {
  syscall(SYS_futex, word, 1 /* FUTEX_WAKE */, 1);
}

// How late the calling thread's sleeps may end: PR_SET_TIMERSLACK.
static inline int csystem_timer_slack(unsigned long nanoseconds) {
  return csystem_result(prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0));
}

// Keeps the calling thread on one CPU: sched_setaffinity(2).
static inline int csystem_pin(unsigned cpu) {
  unsigned long mask[16] = {0};
  unsigned bits = 8 * sizeof(mask[0]);
  if (cpu >= 16 * bits) return -EINVAL;
  mask[cpu / bits] = 1ul << (cpu % bits);
  return csystem_result(syscall(SYS_sched_setaffinity, 0, sizeof(mask), mask));
}

// The calling thread runs only where no other would, whatever the others' niceness:
// sched_setscheduler(2) with SCHED_IDLE.
static inline int csystem_give_way(void) {
  int priority = 0;  // struct sched_param
  return csystem_result(syscall(SYS_sched_setscheduler, 0, 5 /* SCHED_IDLE */, &priority));
}
