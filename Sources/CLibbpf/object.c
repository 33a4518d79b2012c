// SPDX-License-Identifier: Apache-2.0
// Objects, their programs, maps and rings, and what libbpf says of them.
#define _GNU_SOURCE
#include "clibbpf.h"

#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "failure.h"

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

const char *clibbpf_errno_name(int number) { return strerrorname_np(number); }

// Signal 0 only checks; EPERM too means that the process exists.
int clibbpf_is_process(int number) {
  return tgkill(number, number, 0) == 0 || errno == EPERM;
}
