// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "clibbpf.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Thread_local char messages[16384];
static _Thread_local size_t messages_length;
static bool to_standard_error;

static int collect(enum libbpf_print_level level, const char *format, va_list list) {
  if (to_standard_error) {
    va_list copy;
    va_copy(copy, list);
    vdprintf(STDERR_FILENO, format, copy);
    va_end(copy);
  }
  if (level == LIBBPF_DEBUG || messages_length >= sizeof(messages) - 1) return 0;
  size_t room = sizeof(messages) - messages_length;
  int written = vsnprintf(messages + messages_length, room, format, list);
  if (written > 0) messages_length += (size_t)written < room ? (size_t)written : room - 1;
  return 0;
}

void clibbpf_messages_start(void) { libbpf_set_print(collect); }

void clibbpf_messages_reset(void) {
  messages_length = 0;
  messages[0] = 0;
}

const char *clibbpf_messages(void) { return messages; }

void clibbpf_messages_to_standard_error(bool enabled) { to_standard_error = enabled; }

static int failure(void) { return errno > 0 ? -errno : -EINVAL; }

int clibbpf_open(const void *bytes, size_t size, const char *name, char *log, size_t log_size,
                 unsigned log_level, struct bpf_object **object) {
  LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = name, .kernel_log_buf = log,
              .kernel_log_size = log_size, .kernel_log_level = log_level);
  *object = bpf_object__open_mem(bytes, size, &options);
  return *object ? 0 : failure();
}

int clibbpf_find_program(const struct bpf_object *object, const char *name,
                         struct bpf_program **program) {
  *program = bpf_object__find_program_by_name(object, name);
  return *program ? 0 : -ENOENT;
}

int clibbpf_find_map(const struct bpf_object *object, const char *name, struct bpf_map **map) {
  *map = bpf_object__find_map_by_name(object, name);
  return *map ? 0 : -ENOENT;
}

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
  // Of `union bpf_attr`, for BPF_LINK_CREATE; old headers end before this member.
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
  // Of `union bpf_attr`, for BPF_LINK_CREATE.
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

struct named {
  const char *name;
  uint32_t place, functions;
};

static int by_name(const void *one, const void *other) {
  return strcmp(((const struct named *)one)->name, ((const struct named *)other)->name);
}

// The name in `ADDRESS KIND NAME [MODULE]`; NULL where it is data, which has other kinds.
static char *name_behind_address(char *line) {
  char *kind = strchr(line, ' ');
  bool is_function = kind && kind[1] && kind[2] == ' ' && strchr("tTwW", kind[1]);
  return is_function ? kind + 3 : NULL;
}

static void count_function(char *name, struct named *named, uint32_t count) {
  struct named key = {.name = name};
  name[strcspn(name, " \t\n")] = 0;
  struct named *found = bsearch(&key, named, count, sizeof(*named), by_name);
  if (found) found->functions++;
}

int clibbpf_count_functions(const char *path, bool has_addresses, const char *names, uint32_t count,
                            uint32_t *functions) {
  FILE *file = fopen(path, "re");
  if (!file) return failure();
  struct named *named = calloc(count, sizeof(*named));
  char *line = NULL;
  size_t size = 0;
  for (uint32_t i = 0; named && i < count; i++, names += strlen(names) + 1)
    named[i] = (struct named){.name = names, .place = i};
  if (named) qsort(named, count, sizeof(*named), by_name);
  while (named && getline(&line, &size, file) > 0) {
    char *name = has_addresses ? name_behind_address(line) : line;
    if (name) count_function(name, named, count);
  }
  for (uint32_t i = 0; named && i < count; i++) functions[named[i].place] = named[i].functions;
  free(line);
  fclose(file);
  int error = named ? 0 : -ENOMEM;
  free(named);
  return error;
}

int clibbpf_bind_calls(struct bpf_program *program, int number, int type) {
  size_t count = bpf_program__insn_cnt(program);
  struct bpf_insn *code = malloc(count * sizeof(*code));
  if (!code) return -ENOMEM;
  memcpy(code, bpf_program__insns(program), count * sizeof(*code));
  int calls = 0;
  for (size_t i = 0; i < count; i++) {
    if (code[i].code != (BPF_JMP | BPF_CALL) || code[i].src_reg != BPF_PSEUDO_KFUNC_CALL ||
        code[i].imm != number)
      continue;
    code[i].imm = type;
    calls++;
  }
  int error = calls ? bpf_program__set_insns(program, code, count) : 0;
  free(code);
  return error ? error : calls;
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
  // The name of what it is at may have more room than this, which does not matter.
  int error = bpf_task_fd_query(getpid(), event, 0, name, &size, &program, &kind, &offset, &address);
  return error == 0 || error == -ENOSPC ? program : 0;
}

int clibbpf_ring_buffer(int map_fd, clibbpf_record callback, void *context,
                        struct ring_buffer **ring) {
  *ring = ring_buffer__new(map_fd, callback, context, NULL);
  return *ring ? 0 : failure();
}

int clibbpf_wait_for_wakings(struct ring_buffer *ring, int map_fd) {
  // libbpf waits at the map's own descriptor.
  struct epoll_event event = {.events = EPOLLIN | EPOLLET};
  return epoll_ctl(ring_buffer__epoll_fd(ring), EPOLL_CTL_MOD, map_fd, &event) == 0 ? 0 : -errno;
}

int clibbpf_program_info(int program_fd, struct clibbpf_program_info *info) {
  struct bpf_prog_info raw = {};
  __u32 size = sizeof(raw);
  int error = bpf_obj_get_info_by_fd(program_fd, &raw, &size);
  if (error) return error;
  info->id = raw.id;
  info->type = raw.type;
  info->run_count = raw.run_cnt;
  info->run_nanoseconds = raw.run_time_ns;
  info->recursion_misses = raw.recursion_misses;
  info->verified_instructions = raw.verified_insns;
  info->jited_bytes = raw.jited_prog_len;
  info->maps = raw.nr_map_ids;
  info->user = raw.created_by_uid;
  info->load_time = raw.load_time;
  info->btf = raw.btf_id;
  info->target_object = raw.attach_btf_obj_id;
  info->target_type = raw.attach_btf_id;
  memcpy(info->tag, raw.tag, sizeof(info->tag));
  memcpy(info->name, raw.name, sizeof(info->name));
  return 0;
}

int clibbpf_kernel_btf(struct btf **btf) {
  *btf = btf__load_vmlinux_btf();
  return *btf ? 0 : failure();
}

// The function that a typedef points to.
static const struct btf_type *function_of_typedef(const struct btf *btf, const char *name) {
  int id = btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF);
  const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, (__u32)id);
  while (type && (btf_is_typedef(type) || btf_is_ptr(type))) type = btf__type_by_id(btf, type->type);
  return type && btf_is_func_proto(type) ? type : NULL;
}

int clibbpf_parameters_of_typedef(const struct btf *btf, const char *name) {
  const struct btf_type *function = function_of_typedef(btf, name);
  return function ? btf_vlen(function) : -ENOENT;
}

int clibbpf_parameter_is_pointer(const struct btf *btf, const char *name, int index) {
  const struct btf_type *function = function_of_typedef(btf, name);
  if (!function || index < 0 || index >= btf_vlen(function)) return -ENOENT;
  const struct btf_type *type = btf__type_by_id(btf, btf_params(function)[index].type);
  return type && btf_is_ptr(type);
}

int clibbpf_struct_has_member(const struct btf *btf, const char *name, const char *member) {
  int id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);
  if (id < 0) return id;
  const struct btf_type *type = btf__type_by_id(btf, (__u32)id);
  const struct btf_member *members = btf_members(type);
  for (int i = 0; i < btf_vlen(type); i++)
    if (strcmp(btf__name_by_offset(btf, members[i].name_off), member) == 0) return 1;
  return 0;
}

const char *clibbpf_enumerator(const struct btf *btf, const char *name, unsigned index,
                               unsigned *value) {
  int id = btf__find_by_name_kind(btf, name, BTF_KIND_ENUM);
  const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, (__u32)id);
  if (!type || index >= btf_vlen(type)) return NULL;
  const struct btf_enum *enumerator = btf_enum(type) + index;
  *value = (unsigned)enumerator->val;
  return btf__name_by_offset(btf, enumerator->name_off);
}

const char *clibbpf_errno_name(int number) { return strerrorname_np(number); }

// A signal of number 0 is only a question, whoever may not send one.
int clibbpf_is_process(int number) {
  return tgkill(number, number, 0) == 0 || errno == EPERM;
}
