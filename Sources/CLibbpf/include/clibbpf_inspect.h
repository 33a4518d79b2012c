// SPDX-License-Identifier: Apache-2.0
// Part of clibbpf.h: looking at the programs and links that others have loaded. Return values as
// there: 0 or -errno.
#pragma once
#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// The bytes of memory that the name of an attach target, which may be a path, is written to. The memory is the
// caller's and no member of a struct: Swift imports an array as a tuple, and takes half a minute to compile the
// functions that touch one of 4096 elements.
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

// What a link says of itself; 0 where it says nothing of it, or the kernel is too old to.
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
// `name`: CLIBBPF_TARGET_NAME bytes for the target's name, NUL-terminated; "" where the link tells none.
int clibbpf_link_detail(int link_fd, struct clibbpf_link_detail *detail, char *name);

// Events that the hook of a link left out, as far as the kernel tells: kprobes, oldest kernel 6.7.
unsigned long long clibbpf_link_missed(int link_fd);

// The BTF type of a program's function, or -errno; -ENOENT where it was loaded without BTF.
int clibbpf_program_function(int program_fd);

// What a perf event of a process runs, attached without a link.
struct clibbpf_event_query {
  unsigned program;
  // `enum bpf_task_fd_type`.
  unsigned type;
  unsigned long long offset;
};
// `name`: CLIBBPF_TARGET_NAME bytes for the target's name, NUL-terminated.
int clibbpf_event_query(int pid, int fd, struct clibbpf_event_query *query, char *name);

// Calls `found` for each descriptor of a process that is a BPF program, a link or a perf event. A
// process that goes meanwhile has none.
typedef void (*clibbpf_descriptor)(void *context, int fd, bool is_event);
void clibbpf_each_descriptor(int pid, clibbpf_descriptor found, void *context);

// Whether a BTF object is the kernel's or one of its modules', and its name.
int clibbpf_btf_object(unsigned id, bool *is_kernel, char *name, size_t size);
// Reads a BTF object out of the kernel; `base` is the kernel's own for a module's, else NULL.
int clibbpf_btf_read(unsigned id, struct btf *base, struct btf **btf);
// The name of a type, or NULL.
const char *clibbpf_btf_name(const struct btf *btf, unsigned type);

// Writes `value` to a file once the descriptor that this returns is closed, be it by the end of this
// process, whatever ends it. `guard` is the process that does it.
int clibbpf_put_back_later(const char *path, const char *value, pid_t *guard);
