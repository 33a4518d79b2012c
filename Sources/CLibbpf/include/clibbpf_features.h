// SPDX-License-Identifier: Apache-2.0
// Part of clibbpf.h: asking a kernel for its features. Functions return 0 or -errno.
#pragma once
#include <bpf/libbpf.h>
#include <stddef.h>

// Loads a program of `count` instructions and releases it. `target`: the BTF id of a tracing
// program's target, else 0.
int clibbpf_try_program(unsigned type, unsigned attach_type, unsigned target,
                        const unsigned long long *code, size_t count, char *log, size_t log_size);
// Makes a map and releases it.
int clibbpf_try_map(unsigned type, unsigned key_size, unsigned value_size, unsigned entries,
                    unsigned flags);
// Attaches an iterator program, reads all that it writes, and detaches it.
int clibbpf_run_iterator(const struct bpf_program *program);
// Attaches a program to the CPU clock of the calling thread, one run each `nanoseconds` it runs.
int clibbpf_attach_clock(const struct bpf_program *program, unsigned long long nanoseconds,
                         struct bpf_link **link);
// "map_lookup_elem", or NULL for a number that the kernel's header has no name for.
const char *clibbpf_helper_name(unsigned number);
// Reads a file that may be packed with gzip; the number of bytes, or -errno.
long clibbpf_read_packed(const char *path, char *buffer, size_t size);
// An empty function for uprobes.
void clibbpf_uprobe_target(void);
