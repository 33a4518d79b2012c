// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "clibbpf.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "failure.h"

// `struct bpf_link_info` of Linux 6.18; older kernels leave the rest untouched.
struct link_info {
  __u32 type, id, program;
  union {
    struct {
      __u64 name;
      __u32 name_size;
    } named;  // raw_tracepoint, iter
    struct {
      __u32 attach_type, target_object, target_type;
    } tracing;
    struct {
      __u64 cgroup;
      __u32 attach_type;
    } cgroup;
    struct {
      __u32 number, attach_type;
    } numbered;  // netns, xdp, struct_ops, tcx, netkit, sockmap
    struct {
      __u64 addresses;
      __u32 count, flags;
      __u64 missed;
    } kprobe_multi;
    struct {
      __u64 path, offsets, reference_offsets, cookies;
      __u32 path_size, count, flags, pid;
    } uprobe_multi;
    struct {
      __u32 type, : 32;
      __u64 name;
      __u32 name_size, offset;
      __u64 address, missed;  // of kprobes
    } event;
  };
} __attribute__((aligned(8)));

// The size with the count of missed kprobes.
static const size_t size_with_missed = offsetof(struct link_info, event.missed) + sizeof(__u64);
// BPF_F_KPROBE_MULTI_RETURN and BPF_F_UPROBE_MULTI_RETURN.
static const __u32 multi_return = 1;

static int read_link(int link_fd, struct link_info *info, __u32 *size) {
  *size = sizeof(*info);
  return bpf_obj_get_info_by_fd(link_fd, info, size);
}

// Asks again, with a place for the name.
static int read_name(int link_fd, struct link_info *info, char *name) {
  __u32 size, type = info->type;
  __u64 place = (__u64)(uintptr_t)name;
  memset(info, 0, sizeof(*info));
  switch (type) {
    case CLIBBPF_LINK_RAW_TRACEPOINT:
    case CLIBBPF_LINK_ITER:
      info->named.name = place;
      info->named.name_size = CLIBBPF_TARGET_NAME;
      break;
    case CLIBBPF_LINK_PERF_EVENT:
      info->event.name = place;
      info->event.name_size = CLIBBPF_TARGET_NAME;
      break;
    default:
      info->uprobe_multi.path = place;
      info->uprobe_multi.path_size = CLIBBPF_TARGET_NAME;
  }
  return read_link(link_fd, info, &size);
}

static bool has_name(__u32 type) {
  return type == CLIBBPF_LINK_RAW_TRACEPOINT || type == CLIBBPF_LINK_ITER ||
         type == CLIBBPF_LINK_PERF_EVENT || type == CLIBBPF_LINK_UPROBE_MULTI;
}

static void tell_target(const struct link_info *info, bool knows_missed,
                        struct clibbpf_link_detail *detail) {
  switch (info->type) {
    case CLIBBPF_LINK_TRACING:
      detail->attach_type = info->tracing.attach_type;
      detail->target_object = info->tracing.target_object;
      detail->target_type = info->tracing.target_type;
      break;
    case CLIBBPF_LINK_CGROUP:
      detail->number = info->cgroup.cgroup;
      detail->attach_type = info->cgroup.attach_type;
      break;
    case CLIBBPF_LINK_KPROBE_MULTI:
      detail->number = info->kprobe_multi.count;
      detail->on_return = info->kprobe_multi.flags & multi_return;
      detail->tells_missed = knows_missed;
      detail->missed = info->kprobe_multi.missed;
      break;
    case CLIBBPF_LINK_UPROBE_MULTI:
      detail->number = info->uprobe_multi.count;
      detail->on_return = info->uprobe_multi.flags & multi_return;
      break;
    case CLIBBPF_LINK_PERF_EVENT:
      detail->event_type = info->event.type;
      if (info->event.type == CLIBBPF_EVENT_OTHER) break;
      detail->offset = info->event.offset;
      if (info->event.type != CLIBBPF_EVENT_KPROBE && info->event.type != CLIBBPF_EVENT_KRETPROBE)
        break;
      detail->tells_missed = knows_missed;
      detail->missed = info->event.missed;
      break;
    case CLIBBPF_LINK_RAW_TRACEPOINT:
    case CLIBBPF_LINK_ITER:
      break;
    default:
      detail->number = info->numbered.number;
      detail->attach_type = info->numbered.attach_type;
  }
}

int clibbpf_link_detail(int link_fd, struct clibbpf_link_detail *detail, char *name) {
  struct link_info info = {};
  __u32 size;
  memset(detail, 0, sizeof(*detail));
  memset(name, 0, CLIBBPF_TARGET_NAME);
  int error = read_link(link_fd, &info, &size);
  if (error) return error;
  // Without its name a link is still described.
  if (has_name(info.type) && read_name(link_fd, &info, name)) {
    memset(&info, 0, sizeof(info));
    name[0] = 0;
    error = read_link(link_fd, &info, &size);
    if (error) return error;
  }
  name[CLIBBPF_TARGET_NAME - 1] = 0;
  detail->type = info.type;
  detail->id = info.id;
  detail->program = info.program;
  tell_target(&info, size >= size_with_missed, detail);
  return 0;
}

unsigned long long clibbpf_link_missed(int link_fd) {
  struct clibbpf_link_detail detail;
  char name[CLIBBPF_TARGET_NAME];
  int error = clibbpf_link_detail(link_fd, &detail, name);
  return error == 0 && detail.tells_missed ? detail.missed : 0;
}

int clibbpf_program_function(int program_fd) {
  struct bpf_func_info function = {};
  struct bpf_prog_info info = {.nr_func_info = 1,
                               .func_info_rec_size = sizeof(function),
                               .func_info = (__u64)(uintptr_t)&function};
  __u32 size = sizeof(info);
  int error = bpf_obj_get_info_by_fd(program_fd, &info, &size);
  if (error) return error;
  return info.nr_func_info && function.type_id ? (int)function.type_id : -ENOENT;
}

int clibbpf_event_query(int pid, int fd, struct clibbpf_event_query *query, char *name) {
  __u64 address;
  __u32 size = CLIBBPF_TARGET_NAME;
  __u64 offset = 0;
  name[0] = 0;
  int error = bpf_task_fd_query(pid, fd, 0, name, &size, &query->program, &query->type, &offset,
                                &address);
  query->offset = offset;
  return error;
}

static bool is_program_or_link(const char *text) {
  return strcmp(text, "anon_inode:bpf-prog") == 0 || strcmp(text, "anon_inode:bpf-link") == 0 ||
         strcmp(text, "anon_inode:bpf_link") == 0;
}

void clibbpf_each_descriptor(int pid, clibbpf_descriptor found, void *context) {
  char text[32];
  snprintf(text, sizeof(text), "/proc/%d/fd", pid);
  DIR *folder = opendir(text);
  struct dirent *entry;
  while (folder && (entry = readdir(folder))) {
    ssize_t length = readlinkat(dirfd(folder), entry->d_name, text, sizeof(text) - 1);
    if (length <= 0) continue;
    text[length] = 0;
    bool is_event = strcmp(text, "anon_inode:[perf_event]") == 0;
    if (is_event || is_program_or_link(text)) found(context, atoi(entry->d_name), is_event);
  }
  if (folder) closedir(folder);
}

// The kernel's layout, which older headers cut short.
struct btf_info {
  __u64 btf;
  __u32 btf_size, id;
  __u64 name;
  __u32 name_len, kernel_btf;
} __attribute__((aligned(8)));

int clibbpf_btf_object(unsigned id, bool *is_kernel, char *name, size_t size) {
  int fd = bpf_btf_get_fd_by_id(id);
  if (fd < 0) return fd;
  name[0] = 0;
  struct btf_info info = {.name = (__u64)(uintptr_t)name, .name_len = (__u32)size};
  __u32 info_size = sizeof(info);
  int error = bpf_obj_get_info_by_fd(fd, &info, &info_size);
  close(fd);
  *is_kernel = info.kernel_btf;
  return error;
}

int clibbpf_btf_read(unsigned id, struct btf *base, struct btf **btf) {
  *btf = btf__load_from_kernel_by_id_split(id, base);
  return *btf ? 0 : failure();
}

const char *clibbpf_btf_name(const struct btf *btf, unsigned type) {
  const struct btf_type *found = btf__type_by_id(btf, type);
  return found ? btf__name_by_offset(btf, found->name_off) : NULL;
}
