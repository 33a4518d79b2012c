// SPDX-License-Identifier: Apache-2.0
//
// The conversation between the harness and one workload process: a few pages of shared memory (a
// memfd inherited over exec) that both sides poll. The workload spins on `command_number` while it
// waits, so it answers within a microsecond, its CPU stays warm, and waiting makes no system call:
// every event that a probe sees between two commands was caused by somebody else.
//
// A command goes like this: the harness waits for TARE_STATUS_READY, fills `command`, `slices`,
// `operations` and `pause_ns`, and stores the next `command_number`; the workload runs, fills
// `slice`, and stores that number as `answer_number`. Where something goes wrong the workload writes `message`, stores
// TARE_STATUS_FAILED and exits 1. Both numbers begin at 0, so the first command is number 1.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define TARE_CHANNEL_MAGIC 0x65726154u /* "Tare" */
#define TARE_CHANNEL_MAXIMUM_SLICES 64u
#define TARE_CHANNEL_MESSAGE_BYTES 512u
#define TARE_CHANNEL_SUBJECT_BYTES 1024u

// The kinds of event whose number a workload knows for certain, in the protocol's order: a new one
// comes last. Swift's EventKind is made of these lines, so that `blockRead` is TARE_EVENT_BLOCK_READ.
enum tare_event_kind {
  // Every system call of the workload's process, the driver's clock reads included; 0 where it
  // cannot know.
  TARE_EVENT_SYSTEM_CALL,
  // A file opened.
  TARE_EVENT_OPEN,
  // An attempt to open a file that failed.
  TARE_EVENT_OPEN_FAILED,
  // A program executed.
  TARE_EVENT_EXEC,
  // An attempt to execute a program that failed.
  TARE_EVENT_EXEC_FAILED,
  // A read request to a block device.
  TARE_EVENT_BLOCK_READ,
  // A read system call on a regular file.
  TARE_EVENT_FILE_READ,
  // A write system call on a regular file.
  TARE_EVENT_FILE_WRITE,
  // A sync system call on a regular file.
  TARE_EVENT_FILE_SYNC,
  // A call of `tare_call_storm_target`.
  TARE_EVENT_CALL,
  // A call of `tare_call_storm_twin`, which equals the former to the byte.
  TARE_EVENT_TWIN_CALL,
  // A wait of one of the workload's threads for a CPU, being able to run. There are more where
  // others take the CPU.
  TARE_EVENT_RUN_QUEUE_WAIT,
  // A thread of the workload's gave up the CPU until something happens.
  TARE_EVENT_BLOCK,
  // A call of clock_nanosleep that sleeps.
  TARE_EVENT_NAP,
  // A TCP session, one end of a connection, that has ended.
  TARE_EVENT_TCP_SESSION,
  TARE_EVENT_KINDS
};

// Slices have room for each kind, so that a workload of another build is refused.
#define TARE_CHANNEL_VERSION (4u << 16 | TARE_EVENT_KINDS)

enum tare_command {
  TARE_COMMAND_RUN = 1,  // run `slices` slices of `operations` operations each
  TARE_COMMAND_STOP = 2  // clean up and exit 0
};

enum tare_status {
  TARE_STATUS_STARTING = 0,
  TARE_STATUS_READY = 1,  // set once, when it has set itself up; `command_number` 1 may follow
  TARE_STATUS_FAILED = 2  // `message` says why; the process exits 1
};

// What happened between two readings of the clocks. Neighbouring slices share a reading, so a
// command of n slices makes n + 1 of them. A reading is one system call (CLOCK_THREAD_CPUTIME_ID;
// the other clocks are read in user space), counted in the slice that it ends; the first slice has
// the one before it too. Where the command wants pauses, each slice comes after one, and has the
// system call that sleeps and a reading after it too. The sum over the slices of a command is every
// system call between the command and its answer.
struct tare_slice {
  uint64_t cpu_ns;   // the operating thread's CPU time; exec-storm: its children's too, ping-pong:
                     // both threads'
  uint64_t wall_ns;  // CLOCK_MONOTONIC
  uint64_t ticks;    // of the CPU's own counter (rdtsc, cntvct_el0), for icount guests
  uint64_t events[TARE_EVENT_KINDS];  // caused in this slice
};

struct tare_channel {
  // Written by the harness before exec.
  uint32_t magic;
  uint32_t version;
  uint32_t padding_head[14];
  // What the harness writes, in a cache line of its own.
  uint32_t command_number;
  uint32_t command;
  uint32_t slices;  // at most TARE_CHANNEL_MAXIMUM_SLICES
  uint32_t padding;
  uint64_t operations;  // per slice
  uint64_t pause_ns;    // to sleep before each slice; 0: slices follow one another
  uint64_t padding_command[4];
  // What the workload writes, in cache lines of its own.
  uint32_t answer_number;
  uint32_t status;
  // What the operations work on, as the kernel sees it: the path opened, the program executed, the
  // name of the file read or written. Written before TARE_STATUS_READY; NUL-terminated, may be
  // empty.
  char subject[TARE_CHANNEL_SUBJECT_BYTES];
  char message[TARE_CHANNEL_MESSAGE_BYTES];  // NUL-terminated
  struct tare_slice slice[TARE_CHANNEL_MAXIMUM_SLICES];
};

#ifdef __cplusplus
static_assert(offsetof(struct tare_channel, command_number) == 64, "a cache line for the harness");
static_assert(offsetof(struct tare_channel, answer_number) == 128, "and one for the workload");
#endif

static inline uint32_t tare_channel_load(const uint32_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void tare_channel_store(uint32_t *word, uint32_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

// The harness's half, for a language that sees an array in a struct as a tuple.

static inline void tare_channel_open(struct tare_channel *channel) {
  channel->magic = TARE_CHANNEL_MAGIC;
  channel->version = TARE_CHANNEL_VERSION;
}

static inline int tare_channel_is_intact(const struct tare_channel *channel) {
  return channel->magic == TARE_CHANNEL_MAGIC && channel->version == TARE_CHANNEL_VERSION;
}

static inline void tare_channel_send(struct tare_channel *channel, uint32_t number,
                                     enum tare_command command, uint32_t slices,
                                     uint64_t operations, uint64_t pause_ns) {
  channel->command = command;
  channel->slices = slices;
  channel->operations = operations;
  channel->pause_ns = pause_ns;
  tare_channel_store(&channel->command_number, number);
}

static inline uint32_t tare_channel_answer_number(const struct tare_channel *channel) {
  return tare_channel_load(&channel->answer_number);
}

static inline uint32_t tare_channel_status(const struct tare_channel *channel) {
  return tare_channel_load(&channel->status);
}

// The words that a side may sleep on until the other has written them.

static inline const uint32_t *tare_channel_command_word(const struct tare_channel *channel) {
  return &channel->command_number;
}

static inline const uint32_t *tare_channel_answer_word(const struct tare_channel *channel) {
  return &channel->answer_number;
}

// These three are for an index below TARE_CHANNEL_MAXIMUM_SLICES, TARE_EVENT_KINDS, and the text's
// size.

static inline struct tare_slice tare_channel_slice(const struct tare_channel *channel,
                                                   uint32_t index) {
  return channel->slice[index];
}

static inline uint64_t tare_slice_events(struct tare_slice slice, uint32_t kind) {
  return slice.events[kind];
}

static inline const char *tare_channel_message(const struct tare_channel *channel) {
  return channel->message;
}

static inline const char *tare_channel_subject(const struct tare_channel *channel) {
  return channel->subject;
}
