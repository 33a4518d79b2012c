// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "clibbpf_records.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define RING_BYTES (1u << 17)

struct ring {
  struct perf_event_mmap_page *page;
  const unsigned char *bytes;
};

struct clibbpf_records {
  int count;
  struct pollfd *events;
  struct ring *rings;
};

// The records of perf_event_open(2); behind each comes the time (sample_id_all).
struct mapping_record {
  struct perf_event_header header;
  uint32_t process, thread;
  uint64_t address, size, offset;
  uint32_t device_major, device_minor;
  uint64_t inode, generation;
  uint32_t protection, flags;
  char path[];
};

struct fork_record {
  struct perf_event_header header;
  uint32_t process, parent, thread, parent_thread;
};

struct name_record {
  struct perf_event_header header;
  uint32_t process, thread;
  char name[];
};

struct lost_record {
  struct perf_event_header header;
  uint64_t id, lost;
};

static int open_event(int cgroup, int cpu) {
  struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE,
                                       .size = sizeof(attributes),
                                       .config = PERF_COUNT_SW_DUMMY,
                                       .mmap = 1,
                                       .mmap2 = 1,
                                       .comm = 1,
                                       .comm_exec = 1,
                                       .task = 1,
                                       .sample_type = PERF_SAMPLE_TIME,
                                       .sample_id_all = 1,
                                       .use_clockid = 1,
                                       .clockid = CLOCK_MONOTONIC,
                                       .watermark = 1,
                                       .wakeup_watermark = 1};
  unsigned long flags = PERF_FLAG_FD_CLOEXEC | (cgroup >= 0 ? PERF_FLAG_PID_CGROUP : 0);
  long event = syscall(SYS_perf_event_open, &attributes, cgroup, cpu, -1, flags);
  return event < 0 ? -errno : (int)event;
}

static int open_ring(struct clibbpf_records *records, int cgroup, int cpu) {
  int event = open_event(cgroup, cpu);
  if (event < 0) return event;
  size_t page = sysconf(_SC_PAGESIZE);
  void *memory = mmap(NULL, page + RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, event, 0);
  if (memory == MAP_FAILED) {
    int error = -errno;
    close(event);
    return error;
  }
  struct perf_event_mmap_page *head = memory;
  const unsigned char *bytes = (const unsigned char *)memory + page;
  records->rings[records->count] = (struct ring){.page = head, .bytes = bytes};
  records->events[records->count] = (struct pollfd){.fd = event, .events = POLLIN};
  records->count++;
  return 0;
}

void clibbpf_records_close(struct clibbpf_records *records) {
  if (!records) return;
  size_t page = sysconf(_SC_PAGESIZE);
  for (int i = 0; i < records->count; i++) {
    munmap(records->rings[i].page, page + RING_BYTES);
    close(records->events[i].fd);
  }
  free(records->events);
  free(records->rings);
  free(records);
}

int clibbpf_records_open(int cgroup, struct clibbpf_records **result) {
  int cpus = libbpf_num_possible_cpus();
  if (cpus < 0) return cpus;
  struct clibbpf_records *records = calloc(1, sizeof(*records));
  if (!records) return -ENOMEM;
  records->rings = calloc(cpus, sizeof(*records->rings));
  records->events = calloc(cpus, sizeof(*records->events));
  int error = records->rings && records->events ? 0 : -ENOMEM;
  for (int cpu = 0; cpu < cpus && !error; cpu++) {
    error = open_ring(records, cgroup, cpu);
    // The CPU is offline.
    if (error == -ENODEV) error = 0;
  }
  if (!error && records->count == 0) error = -ENODEV;
  if (error) {
    clibbpf_records_close(records);
    return error;
  }
  *result = records;
  return 0;
}

int clibbpf_records_wait(struct clibbpf_records *records, int milliseconds) {
  int result = poll(records->events, records->count, milliseconds);
  if (result < 0) return errno == EINTR ? 0 : -errno;
  return result > 0;
}

// Copies bytes from an ever growing position of a ring.
static void copy(const struct ring *ring, uint64_t from, void *to, size_t size) {
  size_t start = from % RING_BYTES, first = RING_BYTES - start;
  if (first > size) first = size;
  memcpy(to, ring->bytes + start, first);
  memcpy((char *)to + first, ring->bytes, size - first);
}

union any_record {
  struct perf_event_header header;
  struct mapping_record mapping;
  struct fork_record fork;
  struct name_record name;
  struct lost_record lost;
  char bytes[sizeof(struct mapping_record) + sizeof(((struct clibbpf_record *)0)->text)];
};

// Returns 1 for a kind of record that is reported.
static int read_record(const union any_record *from, struct clibbpf_record *to) {
  const char *text = "";
  switch (from->header.type) {
    case PERF_RECORD_MMAP2:
      *to = (struct clibbpf_record){.kind = CLIBBPF_MAPPED,
                                    .process = from->mapping.process,
                                    .thread = from->mapping.thread,
                                    .address = from->mapping.address,
                                    .size = from->mapping.size,
                                    .offset = from->mapping.offset,
                                    .device_major = from->mapping.device_major,
                                    .device_minor = from->mapping.device_minor,
                                    .inode = from->mapping.inode};
      text = from->mapping.path;
      break;
    case PERF_RECORD_FORK:
      *to = (struct clibbpf_record){.kind = CLIBBPF_FORKED,
                                    .process = from->fork.process,
                                    .thread = from->fork.thread,
                                    .parent = from->fork.parent};
      break;
    case PERF_RECORD_COMM:
      *to = (struct clibbpf_record){.kind = CLIBBPF_NAMED,
                                    .process = from->name.process,
                                    .thread = from->name.thread,
                                    .executes = !!(from->header.misc & PERF_RECORD_MISC_COMM_EXEC)};
      text = from->name.name;
      break;
    default: return 0;
  }
  strncpy(to->text, text, sizeof(to->text) - 1);
  return 1;
}

static int next_of(const struct ring *ring, struct clibbpf_record *record, uint64_t *lost) {
  uint64_t head = __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE);
  uint64_t tail = ring->page->data_tail;
  int found = 0;
  while (!found && tail < head) {
    union any_record from = {0};
    copy(ring, tail, &from, sizeof(from.header));
    size_t size = from.header.size;
    if (size < sizeof(from.header) + sizeof(record->time) || size > head - tail) {
      // The size is impossible: the next record cannot be found.
      tail = head;
      ++*lost;
      break;
    }
    uint64_t time;
    size -= sizeof(time);
    copy(ring, tail + size, &time, sizeof(time));
    // The last byte stays 0.
    copy(ring, tail, &from, size < sizeof(from) ? size : sizeof(from) - 1);
    tail += size + sizeof(time);
    if (from.header.type == PERF_RECORD_LOST) *lost += from.lost.lost;
    found = read_record(&from, record);
    if (found) record->time = time;
  }
  __atomic_store_n(&ring->page->data_tail, tail, __ATOMIC_RELEASE);
  return found;
}

int clibbpf_records_next(struct clibbpf_records *records, struct clibbpf_record *record,
                         uint64_t *lost) {
  for (int i = 0; i < records->count; i++)
    if (next_of(&records->rings[i], record, lost)) return 1;
  return 0;
}
