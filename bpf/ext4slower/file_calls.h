/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * System calls that can lead to a file on ext4. fsync, fdatasync, msync and
 * synchronous writes are not among them: ext4 has tracepoints for what they
 * wait for.
 */
#if defined(__bpf__) && !defined(TARE_FILE_CALLS_H)
#define TARE_FILE_CALLS_H

#include "ext4slower.h"
#include "file_types.h"

/* Numbers of x86-64. */

#define NR_READ 0
#define NR_WRITE 1
#define NR_OPEN 2
#define NR_PREAD64 17
#define NR_PWRITE64 18
#define NR_READV 19
#define NR_WRITEV 20
#define NR_SENDFILE 40
#define NR_CREAT 85
#define NR_OPENAT 257
#define NR_SPLICE 275
#define NR_SYNC_FILE_RANGE 277
#define NR_PREADV 295
#define NR_PWRITEV 296
#define NR_OPEN_BY_HANDLE_AT 304
#define NR_COPY_FILE_RANGE 326
#define NR_PREADV2 327
#define NR_PWRITEV2 328
#define NR_OPENAT2 437
#define LAST_NUMBER NR_OPENAT2

/* From one descriptor to another: a write or a read, as the return tells. */
#define EXT4SLOWER_MOVE 5

/* The operation of each system call, 0 for all others: a look into a table is
 * what a bystander's call pays.
 */
static const __u8 operations[LAST_NUMBER + 1] SEC(".rodata.operations") = {
	[NR_READ] = EXT4SLOWER_READ,
	[NR_WRITE] = EXT4SLOWER_WRITE,
	[NR_OPEN] = EXT4SLOWER_OPEN,
	[NR_PREAD64] = EXT4SLOWER_READ,
	[NR_PWRITE64] = EXT4SLOWER_WRITE,
	[NR_READV] = EXT4SLOWER_READ,
	[NR_WRITEV] = EXT4SLOWER_WRITE,
	[NR_SENDFILE] = EXT4SLOWER_MOVE,
	[NR_CREAT] = EXT4SLOWER_OPEN,
	[NR_OPENAT] = EXT4SLOWER_OPEN,
	[NR_SPLICE] = EXT4SLOWER_MOVE,
	[NR_SYNC_FILE_RANGE] = EXT4SLOWER_FSYNC,
	[NR_PREADV] = EXT4SLOWER_READ,
	[NR_PWRITEV] = EXT4SLOWER_WRITE,
	[NR_OPEN_BY_HANDLE_AT] = EXT4SLOWER_OPEN,
	[NR_COPY_FILE_RANGE] = EXT4SLOWER_MOVE,
	[NR_PREADV2] = EXT4SLOWER_READ,
	[NR_PWRITEV2] = EXT4SLOWER_WRITE,
	[NR_OPENAT2] = EXT4SLOWER_OPEN,
};

static __always_inline __u32 operation_of(unsigned long number)
{
	return number <= LAST_NUMBER ? operations[number] : 0;
}

static __always_inline long long started_at(long long position, long result)
{
	return result > 0 ? position - result : position;
}

/* Some calls bring the offset along; -1 in the newest of them, and all others,
 * mean the file's own.
 */
static __always_inline long long offset_of(struct file *file, long number,
					   long long argument, long result)
{
	if (number == NR_PREAD64 || number == NR_PWRITE64 ||
	    number == NR_PREADV || number == NR_PWRITEV)
		return argument;
	if ((number == NR_PREADV2 || number == NR_PWRITEV2) && argument != -1)
		return argument;
	return started_at(BPF_CORE_READ(file, f_pos), result);
}

/* What a call that moves bytes names. */
struct move {
	__s32 from;
	__s32 to;
	const long long *from_offset; /* NULL: the file's own */
	const long long *to_offset;
};

static __always_inline struct move move_of(struct pt_regs___kernel *regs,
					   long number)
{
	struct move move = {};

	if (number == NR_SENDFILE) {
		move.to = BPF_CORE_READ(regs, di);
		move.from = BPF_CORE_READ(regs, si);
		move.from_offset = (const void *)BPF_CORE_READ(regs, dx);
		return move;
	}
	move.from = BPF_CORE_READ(regs, di);
	move.from_offset = (const void *)BPF_CORE_READ(regs, si);
	move.to = BPF_CORE_READ(regs, dx);
	move.to_offset = (const void *)BPF_CORE_READ(regs, r10);
	return move;
}

/* Where a move began: the kernel leaves where it ended. */
static __always_inline long long moved_at(struct file *file,
					  const long long *given, long result)
{
	long long position = 0;

	if (given) {
		if (bpf_probe_read_user(&position, sizeof(position), given))
			return 0;
	} else {
		position = BPF_CORE_READ(file, f_pos);
	}
	return started_at(position, result);
}

#endif
