// SPDX-License-Identifier: Apache-2.0
// Part of clibbpf.h: looking at the programs and links that others have loaded. Return values as
// there: 0 or -errno.
#pragma once
#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// The room for an attach target's name, which may be a path. It is no array in a struct: Swift
// imports one as a tuple, and takes half a minute to compile functions that touch one of 4096
// elements.
#define CLIBBPF_TARGET_NAME 4096

// `enum bpf_link_type`; the headers of old distributions end before.
enum clibbpf_link_type {
  CLIBBPF_LINK_RAW_TRACEPOINT = 1,
  CLIBBPF_LINK_TRACING = 2,
  CLIBBPF_LINK_CGROUP = 3,
  CLIBBPF_LINK_ITER = 4,
  CLIBBPF_LINK_NETNS = 5,
  CLIBBPF_LINK_XDP = 6,
  CLIBBPF_LINK_PERF_EVENT = 7,
  CLIBBPF_LINK_KPROBE_MULTI = 8,
  CLIBBPF_LINK_STRUCT_OPS = 9,
  CLIBBPF_LINK_NETFILTER = 10,
  CLIBBPF_LINK_TCX = 11,
  CLIBBPF_LINK_UPROBE_MULTI = 12,
  CLIBBPF_LINK_NETKIT = 13,
  CLIBBPF_LINK_SOCKMAP = 14,
};

// `enum bpf_perf_event_type`, likewise.
enum clibbpf_event_type {
  CLIBBPF_EVENT_UNTOLD = 0,
  CLIBBPF_EVENT_UPROBE = 1,
  CLIBBPF_EVENT_URETPROBE = 2,
  CLIBBPF_EVENT_KPROBE = 3,
  CLIBBPF_EVENT_KRETPROBE = 4,
  CLIBBPF_EVENT_TRACEPOINT = 5,
  CLIBBPF_EVENT_OTHER = 6,
};

// A link's description; 0 where the kernel does not tell.
struct clibbpf_link_detail {
  unsigned type, id, program;
  // tracing, cgroup, netns, tcx, netkit, sockmap: `enum bpf_attach_type`.
  unsigned attach_type;
  // tracing: the BTF object, or for `freplace` the program, and the type in it.
  unsigned target_object, target_type;
  // cgroup id, interface, inode of a network namespace, map, or the number of functions.
  unsigned long long number;
  // perf_event: `enum clibbpf_event_type`.
  unsigned event_type;
  // kprobe_multi, uprobe_multi: on return.
  bool on_return;
  unsigned long long offset;
  // kprobes: oldest kernel 6.7.
  bool tells_missed;
  unsigned long long missed;
};
// `name`: CLIBBPF_TARGET_NAME bytes for the target's name, NUL-terminated; "" for none.
int clibbpf_link_detail(int link_fd, struct clibbpf_link_detail *detail, char *name);

// Events that a link's hook missed: kprobes, oldest kernel 6.7.
unsigned long long clibbpf_link_missed(int link_fd);

// The BTF type of a program's function, or -errno; -ENOENT where it was loaded without BTF.
int clibbpf_program_function(int program_fd);

// The program at a process's perf event.
struct clibbpf_event_query {
  unsigned program;
  // `enum bpf_task_fd_type`.
  unsigned type;
  unsigned long long offset;
};
// `name`: CLIBBPF_TARGET_NAME bytes for the target's name, NUL-terminated.
int clibbpf_event_query(int pid, int fd, struct clibbpf_event_query *query, char *name);

// Calls `found` for each of a process's descriptors of a BPF program, a link or a perf event.
typedef void (*clibbpf_descriptor)(void *context, int fd, bool is_event);
void clibbpf_each_descriptor(int pid, clibbpf_descriptor found, void *context);

// Whether a BTF object is the kernel's or one of its modules', and its name.
int clibbpf_btf_object(unsigned id, bool *is_kernel, char *name, size_t size);
// Reads a BTF object out of the kernel; `base` is the kernel's own for a module's, else NULL.
int clibbpf_btf_read(unsigned id, struct btf *base, struct btf **btf);
// The name of a type, or NULL.
const char *clibbpf_btf_name(const struct btf *btf, unsigned type);

// Writes `value` to a file, in the process `guard`, once the returned descriptor is closed, also by
// the end of this process.
int clibbpf_put_back_later(const char *path, const char *value, pid_t *guard);
