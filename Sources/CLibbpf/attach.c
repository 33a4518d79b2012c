// SPDX-License-Identifier: Apache-2.0
// Programs at hooks.
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clibbpf.h"
#include "failure.h"

int clibbpf_attach_tracepoint(const struct bpf_program *program, const char *category,
                              const char *event, struct bpf_link **link) {
  *link = bpf_program__attach_tracepoint(program, category, event);
  return *link ? 0 : failure();
}

int clibbpf_attach_raw_tracepoint(const struct bpf_program *program, const char *name,
                                  struct bpf_link **link) {
  *link = bpf_program__attach_raw_tracepoint(program, name);
  return *link ? 0 : failure();
}

int clibbpf_attach_trace(const struct bpf_program *program, struct bpf_link **link) {
  *link = bpf_program__attach_trace(program);
  return *link ? 0 : failure();
}

int clibbpf_attach_kprobe(const struct bpf_program *program, const char *function, bool on_return,
                          uint64_t cookie, struct bpf_link **link) {
  LIBBPF_OPTS(bpf_kprobe_opts, options, .retprobe = on_return, .bpf_cookie = cookie);
  *link = bpf_program__attach_kprobe_opts(program, function, &options);
  return *link ? 0 : failure();
}

int clibbpf_attach_uprobe(const struct bpf_program *program, const char *path, size_t offset,
                          const char *function, bool on_return, uint64_t cookie, int process,
                          struct bpf_link **link) {
  LIBBPF_OPTS(bpf_uprobe_opts, options, .retprobe = on_return, .bpf_cookie = cookie,
              .func_name = function);
  *link = bpf_program__attach_uprobe_opts(program, process, path, offset, &options);
  return *link ? 0 : failure();
}

int clibbpf_attach_uprobe_multi(const struct bpf_program *program, const char *path,
                                const uint64_t *offsets, const uint64_t *cookies, uint32_t count,
                                bool on_return, uint32_t process) {
  // Part of `union bpf_attr` for BPF_LINK_CREATE, which old headers lack.
  struct {
    uint32_t program, target, attach_type, flags;
    uint64_t path, offsets, reference_counters, cookies;
    uint32_t count, multi_flags, process, padding;
  } attributes = {.program = (uint32_t)bpf_program__fd(program),
                  .attach_type = CLIBBPF_UPROBE_MULTI,
                  .path = (uintptr_t)path,
                  .offsets = (uintptr_t)offsets,
                  .cookies = (uintptr_t)cookies,
                  .count = count,
                  .multi_flags = on_return,
                  .process = process};
  _Static_assert(sizeof(attributes) == 64, "as the kernel lays it out");
  long link = syscall(SYS_bpf, BPF_LINK_CREATE, &attributes, sizeof(attributes));
  return link < 0 ? failure() : (int)link;
}

static long attach_kprobe_multi(const struct bpf_program *program, const char **names,
                                const uint64_t *addresses, const uint64_t *cookies, uint32_t count,
                                bool on_return) {
  // Part of `union bpf_attr` for BPF_LINK_CREATE.
  struct {
    uint32_t program, target, attach_type, flags;
    uint32_t multi_flags, count;
    uint64_t names, addresses, cookies;
  } attributes = {.program = (uint32_t)bpf_program__fd(program),
                  .attach_type = bpf_program__expected_attach_type(program),
                  .multi_flags = on_return,
                  .count = count,
                  .names = (uintptr_t)names,
                  .addresses = (uintptr_t)addresses,
                  .cookies = (uintptr_t)cookies};
  _Static_assert(sizeof(attributes) == 48, "as the kernel lays it out");
  long link = syscall(SYS_bpf, BPF_LINK_CREATE, &attributes, sizeof(attributes));
  return link < 0 ? failure() : link;
}

int clibbpf_attach_kprobe_multi(const struct bpf_program *program, const char *names,
                                const uint64_t *addresses, const uint64_t *cookies, uint32_t count,
                                bool on_return) {
  if (!names) return (int)attach_kprobe_multi(program, NULL, addresses, cookies, count, on_return);
  const char **places = calloc(count, sizeof(*places));
  if (!places) return -ENOMEM;
  for (uint32_t i = 0; i < count; i++, names += strlen(names) + 1) places[i] = names;
  long link = attach_kprobe_multi(program, places, NULL, cookies, count, on_return);
  free(places);
  return (int)link;
}

enum clibbpf_site clibbpf_link_site(const struct bpf_link *link, uint32_t *program) {
  struct bpf_link_info info = {};
  __u32 size = sizeof(info);
  if (bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size)) return CLIBBPF_EVENT_ITSELF;
  *program = info.prog_id;
  return info.type == BPF_LINK_TYPE_PERF_EVENT ? CLIBBPF_EVENT : CLIBBPF_OTHER;
}

uint32_t clibbpf_program_at_event(int event) {
  char name[64];
  __u32 size = sizeof(name), program = 0, kind;
  __u64 offset, address;
  // A longer name is cut, which does not matter.
  int error =
      bpf_task_fd_query(getpid(), event, 0, name, &size, &program, &kind, &offset, &address);
  return error == 0 || error == -ENOSPC ? program : 0;
}
