/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kinds of hook: each one's name, and the section that libbpf knows its
 * programs by. A row here is a row in Sources/BPF/Hooks/HookKind.swift.
 */
#ifndef TARE_HOOK_KINDS_H
#define TARE_HOOK_KINDS_H

/* Events whose arguments come as words or as a record. */
#define EACH_UNTYPED_EVENT_KIND(ROW)                                           \
	ROW(tracepoint, "tracepoint")                                          \
	ROW(raw_tracepoint, "raw_tp")

#define EACH_EVENT_KIND(ROW)                                                   \
	EACH_UNTYPED_EVENT_KIND(ROW)                                           \
	ROW(tp_btf, "tp_btf")

#define EACH_HOOK_KIND(ROW)                                                    \
	EACH_EVENT_KIND(ROW)                                                   \
	ROW(fentry, "fentry")                                                  \
	ROW(fexit, "fexit")                                                    \
	ROW(kprobe, "kprobe")                                                  \
	ROW(kretprobe, "kretprobe")                                            \
	ROW(uprobe, "uprobe")                                                  \
	ROW(uretprobe, "uretprobe")

#endif
