// SPDX-License-Identifier: Apache-2.0
// Part of clibbpf.h: what asking a kernel for its features takes beside libbpf's own calls. Return
// values as there: 0 or -errno.
#pragma once
#include <bpf/libbpf.h>
#include <stddef.h>

// Loads a program of `count` instructions and lets go of it. `target` is the BTF id of what a
// tracing program is for, else 0.
int clibbpf_try_program(unsigned type, unsigned attach_type, unsigned target,
                        const unsigned long long *code, size_t count, char *log, size_t log_size);
// Makes a map and lets go of it.
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
// A function that uprobes go to, and that does nothing.
void clibbpf_uprobe_target(void);
