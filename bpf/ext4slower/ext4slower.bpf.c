// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which reads, writes, opens and fsyncs of files on ext4 take long.
 *
 * Between entry and return only the time is kept. What the operation was
 * about is asked at the return, and only of the few that took long.
 *
 * fentry and kprobe watch ext4's own functions: nothing else pays, and whoever
 * calls them is seen. The rungs on system calls watch those that can lead
 * there, on whatever file, and look the file of the descriptor up at the
 * return; fsyncs they have from ext4's tracepoints. They do not see libaio or
 * the kernel's own reads; and a descriptor that another thread closes or
 * replaces meanwhile names another file or none.
 */
#include "file_calls.h"
#include "filter.h"
#include "identity.h"
#include "output.h"
#include "registers.h"
#include "stacked_files.h"
#include "started.h"

#define EXT4_MAGIC 0xef53
/* An asynchronous operation has only been queued. */
#define QUEUED -529

const volatile struct ext4slower_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct ext4slower_record);
} scratch SEC(".maps");

/* A write may lead to an fsync of the same thread (O_SYNC), so the operation
 * is part of the key.
 */
static __always_inline __u64 key_of(__u32 operation)
{
	return (__u64)(__u32)bpf_get_current_pid_tgid() << 3 | operation;
}

static __always_inline void begin(__u32 operation, const void *subject)
{
	if (is_wanted(&settings.filter))
		start(key_of(operation), (__u64)subject);
}

/* How long the operation took and when it ended, if it is to be reported. */
static __always_inline bool was_slow(__u32 operation, __u64 *now,
				     __u64 *delta_ns, __u64 *subject)
{
	__u64 start_ns = finish(key_of(operation), subject);

	if (!start_ns)
		return false;
	*now = bpf_ktime_get_ns();
	*delta_ns = *now - start_ns;
	return *delta_ns >= settings.threshold_ns;
}

static __always_inline void report(__u64 now, __u64 delta_ns, __u32 operation,
				   long result, long long offset,
				   const unsigned char *name)
{
	struct ext4slower_record *record;
	struct identity identity;
	__u32 zero = 0;
	long bytes;

	record = bpf_map_lookup_elem(&scratch, &zero);
	if (!record)
		return;
	record->time_ns = now;
	record->delta_ns = delta_ns;
	record->result = result;
	record->offset = offset;
	identity = identify(&settings.filter, record->comm);
	record->pid = identity.pid;
	record->tid = identity.tid;
	record->operation = operation;
	bytes = bpf_probe_read_kernel_str(record->name, sizeof(record->name),
					  name);
	if (bytes < 0 || bytes > EXT4SLOWER_NAME_BYTES)
		bytes = 0;
	record->name_bytes = bytes;
	output(record, EXT4SLOWER_HEADER_BYTES + bytes);
}

/* ext4's own functions, with typed arguments. */

SEC("fentry/ext4_file_read_iter")
int BPF_PROG(read_fentry)
{
	begin(EXT4SLOWER_READ, NULL);
	return 0;
}

SEC("fentry/ext4_file_write_iter")
int BPF_PROG(write_fentry)
{
	begin(EXT4SLOWER_WRITE, NULL);
	return 0;
}

SEC("fentry/ext4_file_open")
int BPF_PROG(open_fentry)
{
	begin(EXT4SLOWER_OPEN, NULL);
	return 0;
}

SEC("fentry/ext4_sync_file")
int BPF_PROG(fsync_fentry)
{
	begin(EXT4SLOWER_FSYNC, NULL);
	return 0;
}

static __always_inline int iterated(__u32 operation, struct kiocb *iocb,
				    long result)
{
	__u64 now, delta_ns, subject;

	if (was_slow(operation, &now, &delta_ns, &subject) && result != QUEUED)
		report(now, delta_ns, operation, result,
		       started_at(iocb->ki_pos, result),
		       iocb->ki_filp->f_path.dentry->d_name.name);
	return 0;
}

static __always_inline int operated(__u32 operation, struct file *file,
				    long long offset, int result)
{
	__u64 now, delta_ns, subject;

	if (was_slow(operation, &now, &delta_ns, &subject))
		report(now, delta_ns, operation, result, offset,
		       file->f_path.dentry->d_name.name);
	return 0;
}

SEC("fexit/ext4_file_read_iter")
int BPF_PROG(read_fexit, struct kiocb *iocb, void *to, long result)
{
	return iterated(EXT4SLOWER_READ, iocb, result);
}

SEC("fexit/ext4_file_write_iter")
int BPF_PROG(write_fexit, struct kiocb *iocb, void *from, long result)
{
	return iterated(EXT4SLOWER_WRITE, iocb, result);
}

SEC("fexit/ext4_file_open")
int BPF_PROG(open_fexit, struct inode *inode, struct file *file, int result)
{
	return operated(EXT4SLOWER_OPEN, file, 0, result);
}

SEC("fexit/ext4_sync_file")
int BPF_PROG(fsync_fexit, struct file *file, long long from, long long to,
	     int datasync, int result)
{
	return operated(EXT4SLOWER_FSYNC, file, from, result);
}

/* The same functions through breakpoints: a return does not see the
 * arguments, so the one that matters is kept.
 */

SEC("kprobe/ext4_file_read_iter")
int BPF_KPROBE(read_kprobe, struct kiocb *iocb)
{
	begin(EXT4SLOWER_READ, iocb);
	return 0;
}

SEC("kprobe/ext4_file_write_iter")
int BPF_KPROBE(write_kprobe, struct kiocb *iocb)
{
	begin(EXT4SLOWER_WRITE, iocb);
	return 0;
}

SEC("kprobe/ext4_file_open")
int BPF_KPROBE(open_kprobe, struct inode *inode, struct file *file)
{
	begin(EXT4SLOWER_OPEN, file);
	return 0;
}

SEC("kprobe/ext4_sync_file")
int BPF_KPROBE(fsync_kprobe, struct file *file)
{
	begin(EXT4SLOWER_FSYNC, file);
	return 0;
}

static __always_inline int iterated_untyped(__u32 operation, long result)
{
	__u64 now, delta_ns, subject;
	struct kiocb *iocb;

	if (!was_slow(operation, &now, &delta_ns, &subject) || result == QUEUED)
		return 0;
	iocb = (struct kiocb *)subject;
	report(now, delta_ns, operation, result,
	       started_at(BPF_CORE_READ(iocb, ki_pos), result),
	       BPF_CORE_READ(iocb, ki_filp, f_path.dentry, d_name.name));
	return 0;
}

static __always_inline int operated_untyped(__u32 operation, int result)
{
	__u64 now, delta_ns, subject;
	struct file *file;

	if (!was_slow(operation, &now, &delta_ns, &subject))
		return 0;
	file = (struct file *)subject;
	report(now, delta_ns, operation, result, 0,
	       BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return 0;
}

SEC("kretprobe/ext4_file_read_iter")
int BPF_KRETPROBE(read_kretprobe, long result)
{
	return iterated_untyped(EXT4SLOWER_READ, result);
}

SEC("kretprobe/ext4_file_write_iter")
int BPF_KRETPROBE(write_kretprobe, long result)
{
	return iterated_untyped(EXT4SLOWER_WRITE, result);
}

SEC("kretprobe/ext4_file_open")
int BPF_KRETPROBE(open_kretprobe, int result)
{
	return operated_untyped(EXT4SLOWER_OPEN, result);
}

SEC("kretprobe/ext4_sync_file")
int BPF_KRETPROBE(fsync_kretprobe, int result)
{
	return operated_untyped(EXT4SLOWER_FSYNC, result);
}

static __always_inline int call_begins(unsigned long number)
{
	__u32 operation = operation_of(number);

	if (operation)
		begin(operation, NULL);
	return 0;
}

/* ext2 and ext3 have the same magic number; a pipe or a device that has its
 * name on ext4 is not ext4's.
 */
static __always_inline bool is_on_ext4(struct file *file, __u32 operation)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	unsigned int type = BPF_CORE_READ(inode, i_mode) & TYPE_OF_MODE;
	struct super_block *block;
	unsigned long magic;
	char name[8] = {};

	if (type != REGULAR_FILE &&
	    !(type == DIRECTORY && operation == EXT4SLOWER_FSYNC))
		return false;
	block = BPF_CORE_READ(inode, i_sb);
	magic = BPF_CORE_READ(block, s_magic);
	if (magic == OVERLAY_MAGIC) {
		block = real_super_block(file);
		magic = BPF_CORE_READ(block, s_magic);
	}
	if (magic != EXT4_MAGIC)
		return false;
	bpf_probe_read_kernel_str(name, sizeof(name),
				  BPF_CORE_READ(block, s_type, name));
	return name[0] == 'e' && name[1] == 'x' && name[2] == 't' &&
	       name[3] == '4' && name[4] == 0;
}

static __always_inline bool report_move(int descriptor, __u32 operation,
					const long long *offset, long result,
					__u64 now, __u64 delta_ns)
{
	struct file *file = file_of(descriptor);

	if (!file || !is_on_ext4(file, operation))
		return false;
	report(now, delta_ns, operation, result, moved_at(file, offset, result),
	       BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return true;
}

/* Of a move between two files on ext4 the write is reported. */
static __always_inline void move_ends(struct pt_regs___kernel *regs,
				      long number, long result, __u64 now,
				      __u64 delta_ns)
{
	struct move move = move_of(regs, number);

	if (!report_move(move.to, EXT4SLOWER_WRITE, move.to_offset, result, now,
			 delta_ns))
		report_move(move.from, EXT4SLOWER_READ, move.from_offset,
			    result, now, delta_ns);
}

static __always_inline int call_ends(struct pt_regs___kernel *regs, long number,
				     long result)
{
	__u32 operation = operation_of(number);
	__u64 now, delta_ns, subject;
	long long offset = 0;
	struct file *file;

	if (!operation || !was_slow(operation, &now, &delta_ns, &subject))
		return 0;
	if (is_compat())
		return 0;
	if (operation == EXT4SLOWER_MOVE) {
		move_ends(regs, number, result, now, delta_ns);
		return 0;
	}
	file = file_of(operation == EXT4SLOWER_OPEN ? result
						    : BPF_CORE_READ(regs, di));
	if (!file || !is_on_ext4(file, operation))
		return 0;
	if (operation == EXT4SLOWER_OPEN)
		result = 0;
	else if (operation != EXT4SLOWER_FSYNC)
		offset = offset_of(file, number, BPF_CORE_READ(regs, r10),
				   result);
	else
		offset = BPF_CORE_READ(regs, si);
	report(now, delta_ns, operation, result, offset,
	       BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(enter_btf, struct pt_regs___kernel *regs, long number)
{
	return call_begins(number);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exit_btf, struct pt_regs___kernel *regs, long result)
{
	return call_ends(regs, regs->orig_ax, result);
}

SEC("raw_tp/sys_enter")
int BPF_PROG(enter_raw, struct pt_regs___kernel *regs, long number)
{
	return call_begins(number);
}

SEC("raw_tp/sys_exit")
int BPF_PROG(exit_raw, struct pt_regs___kernel *regs, long result)
{
	return call_ends(regs, BPF_CORE_READ(regs, orig_ax), result);
}

#define SYNC_PROGRAMS(section, word)                                           \
	SEC(section "/ext4_sync_file_enter")                                   \
	int BPF_PROG(sync_enter_##word, struct file *file)                     \
	{                                                                      \
		begin(EXT4SLOWER_FSYNC, file);                                 \
		return 0;                                                      \
	}                                                                      \
                                                                               \
	SEC(section "/ext4_sync_file_exit")                                    \
	int BPF_PROG(sync_exit_##word, struct inode *inode, int result)        \
	{                                                                      \
		return operated_untyped(EXT4SLOWER_FSYNC, result);             \
	}

SYNC_PROGRAMS("tp_btf", btf)
SYNC_PROGRAMS("raw_tp", raw)

#include "ring_files.h"

RING_PROGRAMS(ring_file_begins, ring_file_ends)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
