// SPDX-License-Identifier: Apache-2.0
// What Swift cannot import of libbpf: option structs with a size in them, errno, va_list.
#pragma once
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
