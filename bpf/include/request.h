/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs read of a request to a block device. */
#ifndef TARE_REQUEST_H
#define TARE_REQUEST_H

#include "kernel_types.h"

#define MINOR_BITS 20

struct gendisk {
	int major;
	int first_minor;
} __relocated;

struct request_queue {
	struct gendisk *disk;
} __relocated;

/* Where the disk was up to 5.16, see commit f3fa33acca9f. */
struct request___disk {
	struct gendisk *rq_disk;
} __relocated;

struct request {
	struct request_queue *q;
	unsigned int cmd_flags;
	unsigned int __data_len;
	__u64 start_time_ns;
} __relocated;

/* The device of a request, as the kernel has it inside: 12 bits of major and
 * 20 bits of minor number.
 */
static __always_inline __u32 device_of_typed(struct request *request)
{
	struct request___disk *before = (void *)request;
	struct gendisk *disk;

	if (bpf_core_field_exists(before->rq_disk))
		disk = before->rq_disk;
	else
		disk = request->q->disk;
	if (!disk)
		return 0;
	return (__u32)disk->major << MINOR_BITS | (__u32)disk->first_minor;
}

/* The same by way of helpers, where the pointer has no type. */
static __always_inline __u32 device_of_untyped(struct request *request)
{
	struct request___disk *before = (void *)request;
	struct gendisk *disk;

	if (bpf_core_field_exists(before->rq_disk))
		disk = BPF_CORE_READ(before, rq_disk);
	else
		disk = BPF_CORE_READ(request, q, disk);
	return (__u32)BPF_CORE_READ(disk, major) << MINOR_BITS |
	       (__u32)BPF_CORE_READ(disk, first_minor);
}

#endif
