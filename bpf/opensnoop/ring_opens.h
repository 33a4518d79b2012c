/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Opens that an io_uring asked for: their arguments, and who asked, are kept
 * until the result is known.
 *
 * Who includes this has the parts of opensnoop that every open goes through.
 */
#if defined(__bpf__) && !defined(TARE_RING_OPENS_H)
#define TARE_RING_OPENS_H

#include "ring_requests.h"

/* linux/io_uring.h */
#define RING_OPENAT 18
#define RING_OPENAT2 28

/* An open in an io_uring, and who asked for it. */
struct ring_open {
	struct arguments arguments;
	struct identity identity;
	__u32 padding;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct ring_open);
} ring_opens SEC(".maps");

static __always_inline void ring_open_begins(struct io_ring_ctx *ring,
					     __u8 opcode, __u64 key)
{
	struct ring_entry entry = {};
	struct ring_open open = {};

	if (opcode != RING_OPENAT && opcode != RING_OPENAT2)
		return;
	if (!copy_ring_entry(ring, opcode, &entry)) {
		count_drop();
		return;
	}
	open.arguments.path = (const char *)entry.address;
	open.arguments.directory = entry.descriptor;
	open.arguments.flags =
		opcode == RING_OPENAT
			? entry.operation_flags
			: flags_of_how((const void *)entry.offset);
	if (!has_wanted_flags(open.arguments.flags) ||
	    !is_wanted(&settings.filter))
		return;
	open.identity = identify(&settings.filter, open.comm);
	if (bpf_map_update_elem(&ring_opens, &key, &open, BPF_ANY))
		count_drop();
}

/* Whoever is running: the thread that asked for it, or one of the kernel's that
 * has the same memory and files.
 */
static __always_inline void ring_open_ends(__u64 key, long result)
{
	struct ring_open *open = bpf_map_lookup_elem(&ring_opens, &key);
	struct opensnoop_record *record;

	if (!open)
		return;
	record = settings.failed_only && result >= 0 ? NULL : new_record();
	if (record) {
		record->pid = open->identity.pid;
		record->tid = open->identity.tid;
		record->uid = open->identity.uid;
		__builtin_memcpy(record->comm, open->comm, sizeof(open->comm));
		send(record, &open->arguments, result);
	}
	bpf_map_delete_elem(&ring_opens, &key);
}

#endif
