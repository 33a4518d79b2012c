// SPDX-License-Identifier: Apache-2.0
//
// The conversation between the harness and one workload process: a page of shared memory (a memfd
// inherited over exec) that both sides poll. The workload spins on `command_number` while it waits, so
// it answers within a microsecond, its CPU stays warm, and waiting makes no system call: every event
// that a probe sees between two commands was caused by somebody else.
#pragma once
#include <stdint.h>

#define TARE_CHANNEL_MAGIC 0x65726154u /* "Tare" */
#define TARE_CHANNEL_VERSION 1u
#define TARE_CHANNEL_MAXIMUM_SLICES 64u
#define TARE_CHANNEL_MESSAGE_BYTES 512u

// The kinds of event whose number a workload knows for certain. The order is part of the protocol.
enum tare_event_kind {
  // every system call of the process, the driver's clock reads included
  TARE_EVENT_SYSCALL = 0,
  TARE_EVENT_OPEN = 1,         // open, openat, openat2 that succeeded
  TARE_EVENT_OPEN_FAILED = 2,  // and that failed
  TARE_EVENT_EXEC = 3,         // programs executed
  TARE_EVENT_EXEC_FAILED = 4,
  TARE_EVENT_BLOCK_READ = 5,   // requests to a block device
  TARE_EVENT_FILE_READ = 6,    // system calls on regular files
  TARE_EVENT_FILE_WRITE = 7,
  TARE_EVENT_FILE_SYNC = 8,
  TARE_EVENT_CALL = 9,         // calls of the exported function
  TARE_EVENT_KINDS = 10
};

enum tare_command {
  TARE_COMMAND_RUN = 1,   // run `slices` slices of `operations` operations each
  TARE_COMMAND_STOP = 2   // clean up and exit 0
};

enum tare_status {
  TARE_STATUS_STARTING = 0,
  TARE_STATUS_READY = 1,   // set once, when the workload has set itself up; `command_number` 1 may follow
  TARE_STATUS_FAILED = 2   // `message` says why; the process exits 1
};

struct tare_slice {
  uint64_t cpu_ns;                        // the operating thread's CPU time (and its children's, exec-storm)
  uint64_t wall_ns;                       // CLOCK_MONOTONIC
  uint64_t events[TARE_EVENT_KINDS];      // caused in this slice
};

struct tare_channel {
  uint32_t magic;      // written by the harness before exec
  uint32_t version;
  // The harness fills command, slices and operations, then stores command_number + 1 (release).
  uint32_t command_number;
  uint32_t command;
  uint32_t slices;     // at most TARE_CHANNEL_MAXIMUM_SLICES
  uint32_t padding;
  uint64_t operations; // per slice
  // The workload fills slice[], then stores answer_number = command_number (release).
  uint32_t answer_number;
  uint32_t status;
  char message[TARE_CHANNEL_MESSAGE_BYTES];  // NUL-terminated
  struct tare_slice slice[TARE_CHANNEL_MAXIMUM_SLICES];
};

static inline uint32_t tare_channel_load(const uint32_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void tare_channel_store(uint32_t *word, uint32_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}
