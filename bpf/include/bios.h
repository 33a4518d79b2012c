/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Disks that make no requests of what they are given (zram, device mapper, md):
 * what there is to see of them are the bios.
 */
#ifndef TARE_BIOS_H
#define TARE_BIOS_H

#include "block.h"

struct block_device {
	struct gendisk *bd_disk;
} __relocated;

struct bvec_iter {
	__u64 bi_sector;
	unsigned int bi_size;
} __relocated;

struct bio {
	struct block_device *bi_bdev;
	unsigned int bi_opf;
	struct bvec_iter bi_iter;
} __relocated;

/* Up to 5.11, see commit 309dca309fc3. */
struct bio___disk {
	struct gendisk *bi_disk;
} __relocated;

/* The disk that a bio is for, as a dev_t of the kernel's. */
static __always_inline __u32 device_of_bio(struct bio *bio)
{
	struct bio___disk *old = (void *)bio;
	struct gendisk *disk;

	if (bpf_core_field_exists(old->bi_disk))
		disk = BPF_CORE_READ(old, bi_disk);
	else
		disk = BPF_CORE_READ(bio, bi_bdev, bd_disk);
	return BPF_CORE_READ(disk, major) << 20 |
	       BPF_CORE_READ(disk, first_minor);
}

/* A flush without anything to write comes as an empty write. */
static __always_inline __u32 flags_of_bio(struct bio *bio)
{
	__u32 flags = BPF_CORE_READ(bio, bi_opf);

	if ((flags & REQUEST_OPERATION) == REQUEST_WRITE &&
	    !BPF_CORE_READ(bio, bi_iter.bi_size))
		return (flags & ~REQUEST_OPERATION) | REQUEST_FLUSH;
	return flags;
}

#define BIO_PROGRAM(section, event, name, handler, ...)                        \
	SEC(section "/" event)                                                 \
	int BPF_PROG(name, __VA_ARGS__)                                        \
	{                                                                      \
		handler(bio);                                                  \
		return 0;                                                      \
	}

/* Programs on a bio that a disk is given, and on its end, which call
 *
 *	void begins(struct bio *bio)
 *	void ends(struct bio *bio)
 *
 * A bio that is split ends when all of its parts have. Up to 5.10 the beginning
 * has a queue in front, the end always.
 */
#define BIO_PROGRAMS_OF_KIND(section, word, begins, ends)                      \
	BIO_PROGRAM(section, "block_bio_queue", bio_begin_##word, begins,      \
		    struct bio *bio)                                           \
	BIO_PROGRAM(section, "block_bio_queue", bio_begin_##word##_queue,      \
		    begins, void *queue, struct bio *bio)                      \
	BIO_PROGRAM(section, "block_bio_complete", bio_end_##word, ends,       \
		    void *queue, struct bio *bio)

#define BIO_PROGRAMS(begins, ends)                                             \
	BIO_PROGRAMS_OF_KIND("tp_btf", btf, begins, ends)                      \
	BIO_PROGRAMS_OF_KIND("raw_tp", raw, begins, ends)

#endif
