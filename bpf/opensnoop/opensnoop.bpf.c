// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which process opens which file, and what came of it.
 *
 * Every rung works at the return alone: there the path is in memory, the
 * result is known, and the arguments are still in the registers that the
 * kernel saved on entry. So nothing is kept between entry and return, but
 * for kretprobe, which does not see the saved registers of the system call
 * on every kernel and keeps the arguments in a map.
 */
#include "kernel_types.h"
#include "opensnoop.h"
#include "directory.h"
#include "filter.h"
#include "identity.h"
#include "output.h"
#include "registers.h"
#include "user_text.h"

/* The kernel adds O_LARGEFILE to what a 64-bit program asked for. */
#define FORCED_FLAGS 0100000

#define NR_OPEN 2
#define NR_CREAT 85
#define NR_OPENAT 257
#define NR_OPEN_BY_HANDLE 304
#define NR_OPENAT2 437

/* asm-generic/fcntl.h: what creat asks for. */
#define CREAT_FLAGS (01 | 0100 | 01000)

const volatile struct opensnoop_settings settings = {};

struct arguments {
	const char *path;
	__u32 flags;
	int directory;
};

/* The verifier does not see that path and directories fit together. */
struct room {
	struct opensnoop_record record;
	char slack[OPENSNOOP_DIRECTORY_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct room);
} scratch SEC(".maps");

/* Opens between entry and return, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, struct arguments);
} running SEC(".maps");

static __always_inline bool has_wanted_flags(__u32 flags)
{
	if (!settings.flags && !settings.access)
		return true;
	return flags & settings.flags || settings.access >> (flags & 3) & 1;
}

static __always_inline struct opensnoop_record *new_record(void)
{
	__u32 zero = 0;
	struct opensnoop_record *record = bpf_map_lookup_elem(&scratch, &zero);

	if (record)
		record->time_ns = settings.with_time ? bpf_ktime_get_ns() : 0;
	return record;
}

/* Adds the arguments and the result to a record, and sends it. */
static __always_inline void send(struct opensnoop_record *record,
				 const struct arguments *arguments, long result)
{
	__u64 bytes, directory_bytes = 0;

	record->result = result;
	record->flags =
		arguments->flags & ~(FORCED_FLAGS | OPENSNOOP_BY_HANDLE);
	bytes = copy_user_text(record->data, OPENSNOOP_PATH_BYTES,
			       arguments->path);
	record->path_bytes = bytes;
	if (settings.with_directory && bytes && record->data[0] != '/')
		directory_bytes = copy_directory(record->data + bytes,
						 OPENSNOOP_DIRECTORY_BYTES,
						 arguments->directory);
	record->directory_bytes = directory_bytes;
	output(record, OPENSNOOP_HEADER_BYTES + bytes + directory_bytes);
}

static __always_inline void report(const struct arguments *arguments,
				   long result)
{
	struct opensnoop_record *record = new_record();
	struct identity identity;

	if (!record)
		return;
	identity = identify(&settings.filter, record->comm);
	record->pid = identity.pid;
	record->tid = identity.tid;
	record->uid = identity.uid;
	send(record, arguments, result);
}

/* Copies the name of the file that a handle led to, or with_directory its path
 * as copy_directory does. Returns the bytes; 0 where nobody has named it since
 * it was last forgotten.
 */
static __always_inline __u64 copy_opened(char *to, int descriptor)
{
	struct path path = {};
	long bytes;

	if (!path_of(descriptor, &path) ||
	    BPF_CORE_READ(path.dentry, d_parent) == path.dentry)
		return 0;
	if (settings.with_directory)
		return copy_directory(to, OPENSNOOP_DIRECTORY_BYTES,
				      descriptor);
	bytes = bpf_probe_read_kernel_str(
		to, DIRECTORY_NAME_BYTES,
		BPF_CORE_READ(path.dentry, d_name.name));
	return bytes < 0 || bytes > DIRECTORY_NAME_BYTES ? 0 : bytes;
}

/* Not inlined: it hardly ever runs. */
static __noinline int report_by_handle(__u32 flags, int result)
{
	struct opensnoop_record *record;
	struct identity identity;
	__u64 bytes = 0;

	if (!has_wanted_flags(flags))
		return 0;
	record = new_record();
	if (!record)
		return 0;
	identity = identify(&settings.filter, record->comm);
	record->pid = identity.pid;
	record->tid = identity.tid;
	record->uid = identity.uid;
	record->result = result;
	record->flags = (flags & ~FORCED_FLAGS) | OPENSNOOP_BY_HANDLE;
	if (result >= 0)
		bytes = copy_opened(record->data, result);
	record->path_bytes = settings.with_directory ? 0 : bytes;
	record->directory_bytes = settings.with_directory ? bytes : 0;
	output(record, OPENSNOOP_HEADER_BYTES + bytes);
	return 0;
}

static __always_inline void returned(int directory, const char *path,
				     __u32 flags, long result)
{
	struct arguments arguments = {
		.path = path,
		.flags = flags,
		.directory = directory,
	};

	if (has_wanted_flags(flags))
		report(&arguments, result);
}

/* What can be told before the arguments are fetched: of the opens that are not
 * wanted each call of a helper is for nothing.
 */
static __always_inline bool is_candidate(long result)
{
	if (settings.failed_only && result >= 0)
		return false;
	return is_wanted(&settings.filter);
}

/* The flags of openat2 are behind a pointer of the caller. */
static __always_inline __u32 flags_of_how(const void *how)
{
	__u64 flags = 0;

	bpf_probe_read_user(&flags, sizeof(flags), how);
	return flags;
}

SEC("fexit/do_sys_openat2")
int BPF_PROG(open_fexit, int directory, const char *path, struct open_how *how,
	     long result)
{
	if (is_candidate(result))
		returned(directory, path, how->flags, result);
	return 0;
}

SEC("fexit/do_handle_open")
int BPF_PROG(handle_fexit, int mount, void *handle, int flags, long result)
{
	if (is_candidate(result))
		report_by_handle(flags, result);
	return 0;
}

static __always_inline void enter(int directory, const char *path, __u32 flags)
{
	__u32 thread = bpf_get_current_pid_tgid();
	struct arguments arguments = {
		.path = path,
		.flags = flags,
		.directory = directory,
	};

	if (!has_wanted_flags(flags) || !is_wanted(&settings.filter))
		return;
	if (bpf_map_update_elem(&running, &thread, &arguments, BPF_ANY))
		count_drop();
}

SEC("kprobe/do_sys_openat2")
int BPF_KPROBE(open_kprobe, int directory, const char *path,
	       struct open_how *how)
{
	enter(directory, path, BPF_CORE_READ(how, flags));
	return 0;
}

static __always_inline void leave(long result, bool by_handle)
{
	__u32 thread = bpf_get_current_pid_tgid();
	struct arguments *arguments = bpf_map_lookup_elem(&running, &thread);

	if (!arguments)
		return;
	if (!settings.failed_only || result < 0) {
		if (by_handle)
			report_by_handle(arguments->flags, result);
		else
			report(arguments, result);
	}
	bpf_map_delete_elem(&running, &thread);
}

SEC("kretprobe/do_sys_openat2")
int BPF_KRETPROBE(open_kretprobe, long result)
{
	leave(result, false);
	return 0;
}

SEC("kprobe/do_handle_open")
int BPF_KPROBE(handle_kprobe, int mount, void *handle, int flags)
{
	enter(mount, NULL, flags);
	return 0;
}

SEC("kretprobe/do_handle_open")
int BPF_KRETPROBE(handle_kretprobe, long result)
{
	leave(result, true);
	return 0;
}

/* READ fetches a register: a plain load where the pointer is typed. */
#define EXIT_OF(READ, number, regs, result)                                    \
	do {                                                                   \
		if ((number) == NR_OPEN)                                       \
			returned(WORKING_DIRECTORY,                            \
				 (const char *)READ(regs, di), READ(regs, si), \
				 result);                                      \
		else if ((number) == NR_OPENAT)                                \
			returned(READ(regs, di), (const char *)READ(regs, si), \
				 READ(regs, dx), result);                      \
		else                                                           \
			returned(READ(regs, di), (const char *)READ(regs, si), \
				 flags_of_how((const void *)READ(regs, dx)),   \
				 result);                                      \
	} while (0)

#define PLAIN_LOAD(regs, name) ((regs)->name)

/* What a classic tracepoint on the return of a system call holds. */
struct syscall_exit {
	__u64 common;
	int number;
	int padding;
	long result;
};

#define OPEN_EXIT(name, number)                                                \
	SEC("tracepoint/syscalls/sys_exit_" #name)                             \
	int name##_exit(struct syscall_exit *exit)                             \
	{                                                                      \
		struct pt_regs___kernel *regs;                                 \
                                                                               \
		if (!is_candidate(exit->result))                               \
			return 0;                                              \
		regs = current_registers();                                    \
		if (HAS_TYPED_REGISTERS)                                       \
			EXIT_OF(PLAIN_LOAD, number, regs, exit->result);       \
		else                                                           \
			EXIT_OF(BPF_CORE_READ, number, regs, exit->result);    \
		return 0;                                                      \
	}

OPEN_EXIT(open, NR_OPEN)
OPEN_EXIT(openat, NR_OPENAT)
OPEN_EXIT(openat2, NR_OPENAT2)

SEC("tracepoint/syscalls/sys_exit_creat")
int creat_exit(struct syscall_exit *exit)
{
	struct pt_regs___kernel *regs = current_registers();

	if (is_candidate(exit->result))
		returned(WORKING_DIRECTORY,
			 (const char *)BPF_CORE_READ(regs, di), CREAT_FLAGS,
			 exit->result);
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_open_by_handle_at")
int open_by_handle_at_exit(struct syscall_exit *exit)
{
	struct pt_regs___kernel *regs = current_registers();

	if (is_candidate(exit->result))
		report_by_handle(BPF_CORE_READ(regs, dx), exit->result);
	return 0;
}

/* Other calls pay for no more comparisons than three, or five. */
static __always_inline bool is_open(long number)
{
	if (number < NR_OPENAT)
		return number == NR_OPEN || number == NR_CREAT;
	return number == NR_OPENAT || number == NR_OPENAT2 ||
	       number == NR_OPEN_BY_HANDLE;
}

/* One that is no open by handle. The verifier walks what follows once, not once
 * a call.
 */
static __always_inline void path_returned(struct pt_regs___kernel *regs,
					  long number, long result)
{
	int directory = regs->di;
	const char *path = (const char *)regs->si;
	__u32 flags = regs->dx;

	if (number != NR_OPENAT) {
		if (number == NR_OPENAT2) {
			flags = flags_of_how((const void *)regs->dx);
		} else {
			directory = WORKING_DIRECTORY;
			path = (const char *)regs->di;
			flags = number == NR_CREAT ? CREAT_FLAGS : regs->si;
		}
	}
	returned(directory, path, flags, result);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(any_exit, struct pt_regs___kernel *regs, long result)
{
	long number = regs->orig_ax;

	if (!is_open(number))
		return 0;
	if (!is_candidate(result) || is_compat())
		return 0;
	if (number == NR_OPEN_BY_HANDLE)
		report_by_handle(regs->dx, result);
	else
		path_returned(regs, number, result);
	return 0;
}

#include "ring_opens.h"

RING_PROGRAMS(ring_open_begins, ring_open_ends)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
