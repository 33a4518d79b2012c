// SPDX-License-Identifier: Apache-2.0
// libbpf as Swift imports it, and a shim for what Swift cannot: structs that carry their own size,
// errno beside a null pointer, va_list, macros. Shim functions return 0 or -errno and hand out what
// they made through a parameter.
#pragma once
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/vfs.h>

// Messages of libbpf on the calling thread since the last reset, NUL-terminated, cut at 16 KiB.
void clibbpf_messages_start(void);
void clibbpf_messages_reset(void);
const char *clibbpf_messages(void);
// Also writes every message to standard error as it comes.
void clibbpf_messages_to_standard_error(bool enabled);

int clibbpf_open(const void *bytes, size_t size, const char *name, char *log, size_t log_size,
                 unsigned log_level, struct bpf_object **object);
int clibbpf_find_program(const struct bpf_object *object, const char *name,
                         struct bpf_program **program);
int clibbpf_find_map(const struct bpf_object *object, const char *name, struct bpf_map **map);
int clibbpf_attach_tracepoint(const struct bpf_program *program, const char *category,
                              const char *event, struct bpf_link **link);
int clibbpf_attach_raw_tracepoint(const struct bpf_program *program, const char *name,
                                  struct bpf_link **link);
// tp_btf, fentry, fexit: the target was set when the program was loaded.
int clibbpf_attach_trace(const struct bpf_program *program, struct bpf_link **link);
int clibbpf_attach_kprobe(const struct bpf_program *program, const char *function, bool on_return,
                          uint64_t cookie, struct bpf_link **link);
// `offset` counts from the function, or from the file's start where that is NULL. `cookie`: the
// answer of bpf_get_attach_cookie; other than 0, oldest kernel 5.15. `process`: -1 for all.
int clibbpf_attach_uprobe(const struct bpf_program *program, const char *path, size_t offset,
                          const char *function, bool on_return, uint64_t cookie, int process,
                          struct bpf_link **link);
// BPF_TRACE_UPROBE_MULTI, which old headers lack; oldest kernel 6.6.
#define CLIBBPF_UPROBE_MULTI 48
// Attaches a program of that attach type at many offsets of a file, each with its cookie.
// `process`: 0 for all. Returns the descriptor of the link, or -errno.
int clibbpf_attach_uprobe_multi(const struct bpf_program *program, const char *path,
                                const uint64_t *offsets, const uint64_t *cookies, uint32_t count,
                                bool on_return, uint32_t process);
// BPF_TRACE_KPROBE_MULTI, oldest kernel 5.18, and BPF_TRACE_KPROBE_SESSION, 6.10.
#define CLIBBPF_KPROBE_MULTI 42
#define CLIBBPF_KPROBE_SESSION 56
// Attaches a program of such an attach type at many kernel functions, each with its cookie: by
// their names, each with its NUL, or where `names` is NULL by addresses. Returns the descriptor of
// the link, or -errno.
int clibbpf_attach_kprobe_multi(const struct bpf_program *program, const char *names,
                                const uint64_t *addresses, const uint64_t *cookies, uint32_t count,
                                bool on_return);
// Counts the functions of each name in a file like /proc/kallsyms, or with a name a line. `names`:
// `count` of them, each with its NUL.
int clibbpf_count_functions(const char *path, bool has_addresses, const char *names, uint32_t count,
                            uint32_t *functions);
// Replaces a program's calls of `number` by calls of the kernel function of a BTF type. Returns the
// number of calls, or -errno.
int clibbpf_bind_calls(struct bpf_program *program, int number, int type);
enum clibbpf_site { CLIBBPF_OTHER, CLIBBPF_EVENT, CLIBBPF_EVENT_ITSELF };
// Whether a link is at a perf event, with its program, or is one itself (before 5.15).
enum clibbpf_site clibbpf_link_site(const struct bpf_link *link, uint32_t *program);
// The program at a perf event of this process; 0 where none is known.
uint32_t clibbpf_program_at_event(int event);

typedef int (*clibbpf_record)(void *context, void *record, size_t size);
int clibbpf_ring_buffer(int map_fd, clibbpf_record callback, void *context,
                        struct ring_buffer **ring);
// Makes polling wait for the kernel side's waking, not for records.
int clibbpf_wait_for_wakings(struct ring_buffer *ring, int map_fd);

struct clibbpf_program_info {
  unsigned id, type;
  unsigned long long run_count, run_nanoseconds, recursion_misses, verified_instructions;
  unsigned jited_bytes, maps, user;
  // Nanoseconds since the machine started, by CLOCK_BOOTTIME.
  unsigned long long load_time;
  // 0 where it was loaded without BTF.
  unsigned btf;
  // The BTF target; 0 for none and before 5.18.
  unsigned target_object, target_type;
  unsigned char tag[8];
  char name[16];
};
int clibbpf_program_info(int program_fd, struct clibbpf_program_info *info);
int clibbpf_kernel_btf(struct btf **btf);
// The number of parameters of the function that `typedef` points to, or -errno.
int clibbpf_parameters_of_typedef(const struct btf *btf, const char *name);
// 1 where a parameter of that function, counted from 0, is a pointer, else 0, or -errno.
int clibbpf_parameter_is_pointer(const struct btf *btf, const char *name, int index);
// 1 where a kernel struct has the member, else 0, or -errno.
int clibbpf_struct_has_member(const struct btf *btf, const char *name, const char *member);

// The name and value of an enumerator in a kernel enum; NULL beyond the last and without the enum.
const char *clibbpf_enumerator(const struct btf *btf, const char *name, unsigned index,
                               unsigned *value);

// The name of an errno, for example ENOENT, or NULL where it has none.
const char *clibbpf_errno_name(int number);

// BTF_KIND_FUNC, which two headers define alike.
static inline unsigned clibbpf_kind_function(void) { return BTF_KIND_FUNC; }
// 1 for the number of a process, else 0.
int clibbpf_is_process(int number);

#include "clibbpf_features.h"
#include "clibbpf_inspect.h"
#include "clibbpf_records.h"
