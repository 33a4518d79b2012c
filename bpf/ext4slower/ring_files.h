/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads, writes and opens of files on ext4 that an io_uring asked for, from the
 * time that the kernel took them to their result. fsyncs are not among them:
 * ext4's tracepoints tell these.
 *
 * Who includes this has the parts of ext4slower that every operation goes
 * through.
 */
#if defined(__bpf__) && !defined(TARE_RING_FILES_H)
#define TARE_RING_FILES_H

#include "ring_requests.h"

/* linux/io_uring.h */
#define RING_READV 1
#define RING_WRITEV 2
#define RING_READ_FIXED 4
#define RING_WRITE_FIXED 5
#define RING_OPENAT 18
#define RING_READ 22
#define RING_WRITE 23
#define RING_OPENAT2 28
/* The descriptor is a place in the ring's own table. */
#define RING_OWN_FILE 1

struct ring_file {
	__u64 start_ns;
	struct file *file; /* NULL of an open */
	long long offset;  /* -1: the file's own */
	__u32 operation;
	__u32 padding;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct ring_file);
} ring_files SEC(".maps");

static __always_inline __u32 operation_of_ring(__u8 opcode)
{
	switch (opcode) {
	case RING_READV:
	case RING_READ_FIXED:
	case RING_READ:
		return EXT4SLOWER_READ;
	case RING_WRITEV:
	case RING_WRITE_FIXED:
	case RING_WRITE:
		return EXT4SLOWER_WRITE;
	case RING_OPENAT:
	case RING_OPENAT2:
		return EXT4SLOWER_OPEN;
	}
	return 0;
}

static __always_inline void ring_file_begins(struct io_ring_ctx *ring,
					     __u8 opcode, __u64 key)
{
	struct ring_file begun = {.operation = operation_of_ring(opcode)};
	struct ring_entry entry = {};

	if (!begun.operation || !is_wanted(&settings.filter))
		return;
	if (!copy_ring_entry(ring, opcode, &entry)) {
		count_drop();
		return;
	}
	if (begun.operation == EXT4SLOWER_OPEN) {
		/* Its result is no descriptor. */
		if (entry.file_index)
			return;
	} else {
		if (entry.flags & RING_OWN_FILE)
			return;
		begun.file = file_of(entry.descriptor);
		begun.offset = entry.offset;
		if (!begun.file || !is_on_ext4(begun.file, begun.operation))
			return;
	}
	begun.start_ns = bpf_ktime_get_ns();
	if (bpf_map_update_elem(&ring_files, &key, &begun, BPF_ANY))
		count_drop();
}

static __always_inline void report_ring_file(const struct ring_file *begun,
					     long result)
{
	bool is_open = begun->operation == EXT4SLOWER_OPEN;
	struct file *file = is_open ? file_of(result) : begun->file;
	__u64 now = bpf_ktime_get_ns();
	long long offset = begun->offset;

	if (now - begun->start_ns < settings.threshold_ns)
		return;
	if (!file || (is_open && !is_on_ext4(file, EXT4SLOWER_OPEN)))
		return;
	if (offset == -1)
		offset = started_at(BPF_CORE_READ(file, f_pos), result);
	report(now, now - begun->start_ns, begun->operation,
	       is_open ? 0 : result, offset,
	       BPF_CORE_READ(file, f_path.dentry, d_name.name));
}

static __always_inline void ring_file_ends(__u64 key, long result)
{
	struct ring_file *begun = bpf_map_lookup_elem(&ring_files, &key);

	if (!begun)
		return;
	report_ring_file(begun, result);
	bpf_map_delete_elem(&ring_files, &key);
}

#endif
