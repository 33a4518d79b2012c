// SPDX-License-Identifier: Apache-2.0
// Records of processes by perf_event_open(2): files mapped as code, forked children, new names.
#pragma once
#include <stdint.h>

struct clibbpf_records;

enum clibbpf_record_kind { CLIBBPF_MAPPED, CLIBBPF_FORKED, CLIBBPF_NAMED };

struct clibbpf_record {
  enum clibbpf_record_kind kind;
  // Nanoseconds by CLOCK_MONOTONIC.
  uint64_t time;
  uint32_t process, thread;
  // CLIBBPF_FORKED: the parent.
  uint32_t parent;
  // CLIBBPF_NAMED: whether it executes a program.
  uint32_t executes;
  // CLIBBPF_MAPPED: where in its memory, how much, and from which place of the file on, in bytes.
  uint64_t address, size, offset;
  uint32_t device_major, device_minor;
  uint64_t inode;
  // NUL-terminated. CLIBBPF_MAPPED: the file's path in the process; CLIBBPF_NAMED: the name.
  char text[4096];
};

// Begins to record all processes, or where `cgroup` is not -1 those in and below the cgroup
// (version 2) whose directory is open there. 0 or -errno.
int clibbpf_records_open(int cgroup, struct clibbpf_records **records);
// Waits for a record. 1 where there is one, else 0, or -errno.
int clibbpf_records_wait(struct clibbpf_records *records, int milliseconds);
// Takes the next record, in order of each CPU: 1, or 0 where there is none. Adds the kernel's
// losses to `lost`.
int clibbpf_records_next(struct clibbpf_records *records, struct clibbpf_record *record,
                         uint64_t *lost);
void clibbpf_records_close(struct clibbpf_records *records);
