// SPDX-License-Identifier: Apache-2.0
// The kernel's types and functions.
#include <stdio.h>
#include <stdlib.h>

#include "clibbpf.h"
#include "failure.h"

int clibbpf_kernel_btf(struct btf **btf) {
  *btf = btf__load_vmlinux_btf();
  return *btf ? 0 : failure();
}

// The function that a typedef points to.
static const struct btf_type *function_of_typedef(const struct btf *btf, const char *name) {
  int id = btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF);
  const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, (__u32)id);
  while (type && (btf_is_typedef(type) || btf_is_ptr(type)))
    type = btf__type_by_id(btf, type->type);
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
