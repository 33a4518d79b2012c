// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "clibbpf.h"

#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

static int failure(void) { return errno > 0 ? -errno : -EINVAL; }

int clibbpf_try_program(unsigned type, unsigned attach_type, unsigned target,
                        const unsigned long long *code, size_t count, char *log, size_t log_size) {
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach_type,
              .attach_btf_id = target, .log_buf = log, .log_size = (__u32)log_size);
  int descriptor = bpf_prog_load(type, "tare_feature", "Dual BSD/GPL",
                                 (const struct bpf_insn *)code, count, &options);
  if (descriptor < 0) return descriptor;
  close(descriptor);
  return 0;
}

int clibbpf_try_map(unsigned type, unsigned key_size, unsigned value_size, unsigned entries,
                    unsigned flags) {
  LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = flags);
  int descriptor = bpf_map_create(type, "tare_feature", key_size, value_size, entries, &options);
  if (descriptor < 0) return descriptor;
  close(descriptor);
  return 0;
}

int clibbpf_run_iterator(const struct bpf_program *program) {
  struct bpf_link *link = bpf_program__attach_iter(program, NULL);
  if (!link) return failure();
  int result = bpf_iter_create(bpf_link__fd(link));
  if (result >= 0) {
    int descriptor = result;
    char buffer[4096];
    ssize_t count;
    while ((count = read(descriptor, buffer, sizeof(buffer))) > 0) {
    }
    result = count < 0 ? failure() : 0;
    close(descriptor);
  }
  bpf_link__destroy(link);
  return result;
}

int clibbpf_attach_clock(const struct bpf_program *program, unsigned long long nanoseconds,
                         struct bpf_link **link) {
  struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE,
                                       .size = sizeof(attributes),
                                       .config = PERF_COUNT_SW_CPU_CLOCK,
                                       .sample_period = nanoseconds};
  long event = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  if (event < 0) return failure();
  // The link takes over the descriptor.
  *link = bpf_program__attach_perf_event(program, (int)event);
  if (*link) return 0;
  int error = failure();
  close((int)event);
  return error;
}

#define NAME_OF_HELPER(name, ...) #name
static const char *const helper_names[] = {__BPF_FUNC_MAPPER(NAME_OF_HELPER)};

const char *clibbpf_helper_name(unsigned number) {
  return number < sizeof(helper_names) / sizeof(*helper_names) ? helper_names[number] : NULL;
}

long clibbpf_read_packed(const char *path, char *buffer, size_t size) {
  gzFile file = gzopen(path, "rbe");
  if (!file) return failure();
  int count = gzread(file, buffer, (unsigned)size);
  int error = count < 0 ? failure() : 0;
  gzclose(file);
  return count < 0 ? error : count;
}

__attribute__((noinline)) void clibbpf_uprobe_target(void) { __asm__ volatile(""); }
