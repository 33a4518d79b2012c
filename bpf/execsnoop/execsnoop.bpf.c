// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which process runs which program, with which arguments.
 *
 * Every rung works when the new image is in place: the kernel has just
 * written the arguments to the new stack, so that one copy gets them all and
 * no page is missing, and nothing is kept between entry and return. The image
 * also tells the filename: the kernel puts it right behind the environment.
 *
 * A script is named by its own filename, and its arguments begin with its
 * interpreter.
 */
#include "kernel_types.h"
#include "execsnoop.h"
#include "filter.h"
#include "identity.h"
#include "output.h"
#include "registers.h"
#include "user_text.h"

#define NR_EXECVE 59
#define NR_EXECVEAT 322

/* linux/fcntl.h, 6.14: only ask whether the file may be run. */
#define CHECK_ONLY 0x10000

/* The pointers of a failed exec's arguments are followed one by one. */
#define FAILED_ARGUMENTS 128

const volatile struct execsnoop_settings settings = {};

/* The verifier does not see that filename and arguments fit together. */
struct room {
	struct execsnoop_record record;
	char slack[EXECSNOOP_ARGUMENT_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct room);
} scratch SEC(".maps");

/* Memory of the new image, but for a filename in kernel memory. */
struct image {
	const char *filename;
	unsigned long arguments;
	unsigned long arguments_end;
	__u32 ppid;
	bool is_interpreted;
};

/* NULL where the exec is not wanted. */
static __always_inline struct execsnoop_record *begin(__u32 ppid, int result)
{
	struct execsnoop_record *record;
	struct identity identity;
	__u32 zero = 0;

	if (settings.ppid && ppid != settings.ppid)
		return NULL;
	if (!is_wanted(&settings.filter))
		return NULL;
	record = bpf_map_lookup_elem(&scratch, &zero);
	if (!record)
		return NULL;
	record->time_ns = bpf_ktime_get_ns();
	identity = identify(&settings.filter, record->comm);
	record->pid = identity.pid;
	record->ppid = shown_ppid(&settings.filter, ppid);
	record->uid = identity.uid;
	record->result = result;
	record->flags = 0;
	return record;
}

static __always_inline void end(struct execsnoop_record *record,
				__u64 filename_bytes, __u64 argument_bytes)
{
	record->filename_bytes = filename_bytes;
	record->argument_bytes = argument_bytes;
	output(record,
	       EXECSNOOP_HEADER_BYTES + filename_bytes + argument_bytes);
}

static __always_inline __u64 length_of(long filename_bytes)
{
	if (filename_bytes < 0 || filename_bytes > EXECSNOOP_FILENAME_BYTES)
		return 0;
	return filename_bytes;
}

static __always_inline void report(const struct image *image, bool in_kernel)
{
	struct execsnoop_record *record = begin(image->ppid, 0);
	__u64 filename_bytes, bytes;

	if (!record)
		return;
	if (!in_kernel)
		record->flags = EXECSNOOP_INTERPRETER_UNKNOWN;
	else if (image->is_interpreted)
		record->flags = EXECSNOOP_INTERPRETED;
	if (in_kernel)
		filename_bytes = length_of(bpf_probe_read_kernel_str(
			record->data, EXECSNOOP_FILENAME_BYTES,
			image->filename));
	else
		filename_bytes =
			copy_user_text(record->data, EXECSNOOP_FILENAME_BYTES,
				       image->filename);
	bytes = image->arguments_end - image->arguments;
	if (bytes > EXECSNOOP_ARGUMENT_BYTES) {
		bytes = EXECSNOOP_ARGUMENT_BYTES;
		record->flags |= EXECSNOOP_CUT;
	}
	if (bpf_probe_read_user(record->data + filename_bytes, bytes,
				(const void *)image->arguments)) {
		bytes = 0;
		record->flags |= EXECSNOOP_UNREADABLE;
	}
	end(record, filename_bytes, bytes);
}

/* Copies what a caller's array of pointers leads to, and returns the bytes. */
static __always_inline __u64 copy_arguments(struct execsnoop_record *record,
					    char *to,
					    const char *const *arguments)
{
	const char *argument = NULL;
	__u64 bytes, used = 0;
	int i;

	for (i = 0; i < FAILED_ARGUMENTS; i++) {
		if (bpf_probe_read_user(&argument, sizeof(argument),
					arguments + i)) {
			record->flags |= EXECSNOOP_UNREADABLE;
			return used;
		}
		if (!argument)
			return used;
		bytes = copy_user_text(
			to + used, EXECSNOOP_ARGUMENT_BYTES - used, argument);
		if (!bytes) {
			record->flags |= EXECSNOOP_UNREADABLE;
			return used;
		}
		used += bytes;
		if (used >= EXECSNOOP_ARGUMENT_BYTES)
			break;
	}
	record->flags |= EXECSNOOP_CUT;
	return used > EXECSNOOP_ARGUMENT_BYTES ? 0 : used;
}

static __always_inline void
report_failed(const char *filename, const char *const *arguments, long result)
{
	struct task_struct___common *task = (void *)bpf_get_current_task();
	struct execsnoop_record *record =
		begin(BPF_CORE_READ(task, real_parent, tgid), result);
	__u64 filename_bytes;

	if (!record)
		return;
	filename_bytes = copy_user_text(record->data, EXECSNOOP_FILENAME_BYTES,
					filename);
	end(record, filename_bytes,
	    copy_arguments(record, record->data + filename_bytes, arguments));
}

static __always_inline void failed(long number, struct pt_regs___kernel *regs,
				   long result)
{
	if (number == NR_EXECVE)
		report_failed((const char *)BPF_CORE_READ(regs, di),
			      (const char *const *)BPF_CORE_READ(regs, si),
			      result);
	else
		report_failed((const char *)BPF_CORE_READ(regs, si),
			      (const char *const *)BPF_CORE_READ(regs, dx),
			      result);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(exec_btf, struct task_struct___common *task, int old_pid,
	     struct linux_binprm *bprm)
{
	struct mm_struct *mm = task->mm;
	struct image image = {.filename = bprm->filename};

	if (!mm)
		return 0;
	image.arguments = mm->arg_start;
	image.arguments_end = mm->arg_end;
	image.ppid = task->real_parent->tgid;
	image.is_interpreted = bprm->interp != bprm->filename;
	report(&image, true);
	return 0;
}

/* Both names of a file are read by one call of a helper: on each kernel they
 * lie side by side, in this order.
 */
struct names {
	const char *filename;
	const char *interp;
};

SEC("raw_tp/sched_process_exec")
int BPF_PROG(exec_raw, struct task_struct___common *task, int old_pid,
	     struct linux_binprm *bprm)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct image image = {
		.arguments = BPF_CORE_READ(mm, arg_start),
		.arguments_end = BPF_CORE_READ(mm, arg_end),
		.ppid = BPF_CORE_READ(task, real_parent, tgid),
	};
	struct names names = {};

	bpf_core_read(&names, sizeof(names), &bprm->filename);
	image.filename = names.filename;
	image.is_interpreted = names.interp != names.filename;
	report(&image, true);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(failed_btf, struct pt_regs___kernel *regs, long result)
{
	long number = regs->orig_ax;

	if (number != NR_EXECVE && number != NR_EXECVEAT)
		return 0;
	if (result < 0 && !is_compat())
		failed(number, regs, result);
	return 0;
}

SEC("raw_tp/sys_exit")
int BPF_PROG(failed_raw, struct pt_regs___kernel *regs, long result)
{
	long number = BPF_CORE_READ(regs, orig_ax);

	if (number != NR_EXECVE && number != NR_EXECVEAT)
		return 0;
	if (result < 0 && !is_compat())
		failed(number, regs, result);
	return 0;
}

/* What a classic tracepoint on the return of a system call holds. */
struct syscall_exit {
	__u64 common;
	int number;
	int padding;
	long result;
};

static __always_inline void succeeded(void)
{
	struct task_struct___common *task = (void *)bpf_get_current_task();
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct image image = {
		.filename = (const char *)BPF_CORE_READ(mm, env_end),
		.arguments = BPF_CORE_READ(mm, arg_start),
		.arguments_end = BPF_CORE_READ(mm, arg_end),
		.ppid = BPF_CORE_READ(task, real_parent, tgid),
	};

	report(&image, false);
}

SEC("tracepoint/syscalls/sys_exit_execve")
int execve_exit(struct syscall_exit *exit)
{
	if (exit->result == 0)
		succeeded();
	else if (settings.include_failed)
		failed(NR_EXECVE, current_registers(), exit->result);
	return 0;
}

/* A kernel that loads a 64-bit image lets every exec return as an execve; on
 * another the registers, and with them the flags, are cleared.
 */
SEC("tracepoint/syscalls/sys_exit_execveat")
int execveat_exit(struct syscall_exit *exit)
{
	struct pt_regs___kernel *regs = current_registers();

	if (exit->result != 0) {
		if (settings.include_failed)
			failed(NR_EXECVEAT, regs, exit->result);
	} else if (!(BPF_CORE_READ(regs, r8) & CHECK_ONLY)) {
		succeeded();
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
