// SPDX-License-Identifier: Apache-2.0
// The files that processes map as code from now on, by the kernel's records of perf_event_open(2).
#pragma once
#include <stdint.h>

struct clibbpf_mappings;

struct clibbpf_mapping {
  uint32_t process, device_major, device_minor;
  uint64_t inode;
  // As the process sees it; NUL-terminated.
  char path[4096];
};

// Of one process and what it starts from now on where `process` is above 0; of a cgroup (version 2) and those below it
// where its directory is open at `cgroup`; else of all. 0 or -errno.
int clibbpf_mappings_open(int process, int cgroup, struct clibbpf_mappings **mappings);
// Waits for the next record, at most so long. 1 where there is one, 0 where not, or -errno.
int clibbpf_mappings_wait(struct clibbpf_mappings *mappings, int milliseconds);
// Takes the next mapping out: 1, or 0 where there is none. Adds what the kernel had no room for to `lost`.
int clibbpf_mappings_next(struct clibbpf_mappings *mappings, struct clibbpf_mapping *mapping,
                          uint64_t *lost);
void clibbpf_mappings_close(struct clibbpf_mappings *mappings);
