// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "clibbpf_mappings.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RING_BYTES (1u << 17)

struct ring {
  struct perf_event_mmap_page *page;
  const unsigned char *bytes;
};

struct clibbpf_mappings {
  int count;
  struct pollfd *events;
  struct ring *rings;
};

// PERF_RECORD_MMAP2 with numbers of device and file; PERF_RECORD_LOST. See perf_event_open(2).
struct mapping_record {
  struct perf_event_header header;
  uint32_t process, thread;
  uint64_t address, size, offset;
  uint32_t device_major, device_minor;
  uint64_t inode, generation;
  uint32_t protection, flags;
  char path[];
};

struct lost_record {
  struct perf_event_header header;
  uint64_t id, lost;
};

static int open_event(int process, int cgroup, int cpu) {
  struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE,
                                       .size = sizeof(attributes),
                                       .config = PERF_COUNT_SW_DUMMY,
                                       .mmap = 1,
                                       .mmap2 = 1,
                                       .watermark = 1,
                                       .wakeup_watermark = 1,
                                       .inherit = process > 0};
  unsigned long flags = PERF_FLAG_FD_CLOEXEC | (cgroup >= 0 ? PERF_FLAG_PID_CGROUP : 0);
  int target = process > 0 ? process : cgroup >= 0 ? cgroup : -1;
  long event = syscall(SYS_perf_event_open, &attributes, target, cpu, -1, flags);
  return event < 0 ? -errno : (int)event;
}

static int open_ring(struct clibbpf_mappings *mappings, int process, int cgroup, int cpu) {
  int event = open_event(process, cgroup, cpu);
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
  mappings->rings[mappings->count] = (struct ring){.page = head, .bytes = bytes};
  mappings->events[mappings->count] = (struct pollfd){.fd = event, .events = POLLIN};
  mappings->count++;
  return 0;
}

void clibbpf_mappings_close(struct clibbpf_mappings *mappings) {
  if (!mappings) return;
  size_t page = sysconf(_SC_PAGESIZE);
  for (int i = 0; i < mappings->count; i++) {
    munmap(mappings->rings[i].page, page + RING_BYTES);
    int event = mappings->events[i].fd;
    close(event < 0 ? ~event : event);
  }
  free(mappings->events);
  free(mappings->rings);
  free(mappings);
}

int clibbpf_mappings_open(int process, int cgroup, struct clibbpf_mappings **result) {
  long cpus = sysconf(_SC_NPROCESSORS_CONF);
  struct clibbpf_mappings *mappings = calloc(1, sizeof(*mappings));
  if (!mappings || cpus < 1) {
    free(mappings);
    return -ENOMEM;
  }
  mappings->rings = calloc(cpus, sizeof(*mappings->rings));
  mappings->events = calloc(cpus, sizeof(*mappings->events));
  int error = mappings->rings && mappings->events ? 0 : -ENOMEM;
  for (int cpu = 0; cpu < cpus && !error; cpu++) {
    error = open_ring(mappings, process, cgroup, cpu);
    // A CPU that is switched off.
    if (error == -ENODEV) error = 0;
  }
  if (!error && mappings->count == 0) error = -ENODEV;
  if (error) {
    clibbpf_mappings_close(mappings);
    return error;
  }
  *result = mappings;
  return 0;
}

int clibbpf_mappings_wait(struct clibbpf_mappings *mappings, int milliseconds) {
  int result = poll(mappings->events, mappings->count, milliseconds);
  if (result < 0) return errno == EINTR ? 0 : -errno;
  // The event of a process that is gone hangs up and would end every wait at once; poll(2) leaves negative numbers out.
  for (int i = 0; i < mappings->count; i++) {
    struct pollfd *event = &mappings->events[i];
    if (event->fd >= 0 && event->revents & (POLLHUP | POLLERR)) event->fd = ~event->fd;
  }
  return result > 0;
}

// Copies bytes out of a ring, from a place that counts on and on.
static void copy(const struct ring *ring, uint64_t from, void *to, size_t size) {
  size_t start = from % RING_BYTES, first = RING_BYTES - start;
  if (first > size) first = size;
  memcpy(to, ring->bytes + start, first);
  memcpy((char *)to + first, ring->bytes, size - first);
}

static int next_of(const struct ring *ring, struct clibbpf_mapping *mapping, uint64_t *lost) {
  uint64_t head = __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE);
  uint64_t tail = ring->page->data_tail;
  int found = 0;
  while (!found && tail < head) {
    union {
      struct perf_event_header header;
      struct mapping_record mapping;
      struct lost_record lost;
      char bytes[sizeof(struct mapping_record) + sizeof(mapping->path)];
    } record = {0};
    copy(ring, tail, &record, sizeof(record.header));
    size_t size = record.header.size;
    if (size < sizeof(record.header) || size > head - tail) {
      tail = head;
      break;
    }
    // The last byte stays 0.
    copy(ring, tail, &record, size < sizeof(record) ? size : sizeof(record) - 1);
    tail += size;
    if (record.header.type == PERF_RECORD_LOST) *lost += record.lost.lost;
    if (record.header.type != PERF_RECORD_MMAP2) continue;
    *mapping = (struct clibbpf_mapping){.process = record.mapping.process,
                                        .device_major = record.mapping.device_major,
                                        .device_minor = record.mapping.device_minor,
                                        .inode = record.mapping.inode};
    strncpy(mapping->path, record.mapping.path, sizeof(mapping->path) - 1);
    found = 1;
  }
  __atomic_store_n(&ring->page->data_tail, tail, __ATOMIC_RELEASE);
  return found;
}

int clibbpf_mappings_next(struct clibbpf_mappings *mappings, struct clibbpf_mapping *mapping,
                          uint64_t *lost) {
  for (int i = 0; i < mappings->count; i++)
    if (next_of(&mappings->rings[i], mapping, lost)) return 1;
  return 0;
}
