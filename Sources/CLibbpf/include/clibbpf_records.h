// SPDX-License-Identifier: Apache-2.0
// What processes do from now on, by the kernel's records of perf_event_open(2): files that they map as code, children
// that they make, names that they take.
#pragma once
#include <stdint.h>

struct clibbpf_records;

enum clibbpf_record_kind { CLIBBPF_MAPPED, CLIBBPF_FORKED, CLIBBPF_NAMED };

struct clibbpf_record {
  enum clibbpf_record_kind kind;
  // Nanoseconds by CLOCK_MONOTONIC.
  uint64_t time;
  uint32_t process, thread;
  // CLIBBPF_FORKED: the process that made this one.
  uint32_t parent;
  // CLIBBPF_NAMED: whether it takes the name since it executes a program.
  uint32_t executes;
  // CLIBBPF_MAPPED: where in its memory, how much, and from which place of the file on, in bytes.
  uint64_t address, size, offset;
  uint32_t device_major, device_minor;
  uint64_t inode;
  // CLIBBPF_MAPPED: the file's path as the process sees it; CLIBBPF_NAMED: the name. NUL-terminated.
  char text[4096];
};

// Begins to record what all processes do, or where `cgroup` is not -1 those of the cgroup (version 2) whose directory is
// open there and of those below it. 0 or -errno.
int clibbpf_records_open(int cgroup, struct clibbpf_records **records);
// Waits for the next record, at most so long. 1 where there is one, 0 where not, or -errno.
int clibbpf_records_wait(struct clibbpf_records *records, int milliseconds);
// Takes the next record out, in order on each CPU but not among them: 1, or 0 where there is none. Adds what the kernel
// had no room for to `lost`.
int clibbpf_records_next(struct clibbpf_records *records, struct clibbpf_record *record,
                         uint64_t *lost);
void clibbpf_records_close(struct clibbpf_records *records);
