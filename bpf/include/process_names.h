/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The names of processes in a map by their numbers, whose values have a `comm`:
 * for programs that include this behind it. The map is PROCESSES. A process is
 * called what its first thread is called. It bears that name when it is first
 * seen, and the program below follows each change: by an exec or by the process
 * itself, so that a process that has gone has its last one.
 */
#ifndef TARE_PROCESS_NAMES_H
#define TARE_PROCESS_NAMES_H

#include "kernel_types.h"

static __always_inline void copy_process_name(char *comm,
					      struct task_struct___common *task)
{
	BPF_CORE_READ_INTO((char(*)[16])comm, task, group_leader, comm);
}

SEC("raw_tp/task_rename")
int BPF_PROG(process_renamed, struct task_struct___common *task,
	     const char *comm)
{
	__u32 pid = BPF_CORE_READ(task, tgid);
	__typeof__(PROCESSES.value) process;

	if (BPF_CORE_READ(task, pid) != pid)
		return 0;
	process = bpf_map_lookup_elem(&PROCESSES, &pid);
	if (process)
		bpf_probe_read_kernel_str(process->comm, sizeof(process->comm),
					  comm);
	return 0;
}

#endif
