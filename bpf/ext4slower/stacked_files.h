/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A file in an overlay, which is what containers write to, stands for a file of
 * another file system. The overlay keeps that one in the file's private data:
 * up to 6.12 itself, from then on in a struct that begins with it. overlayfs is
 * a module where distributions build it so, and its types may not be had, so
 * what is found is tried: an open file's inode is that of its name, or its name
 * is the overlay's (up to 6.5).
 */
#if defined(__bpf__) && !defined(TARE_STACKED_FILES_H)
#define TARE_STACKED_FILES_H

#include "file_types.h"

#define OVERLAY_MAGIC 0x794c7630
/* Overlays on overlays: the kernel allows two. */
#define STACKED_LEVELS 2

static __always_inline bool stands_behind(struct file *real, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(real, f_inode);
	struct dentry *dentry = BPF_CORE_READ(real, f_path.dentry);

	return inode && dentry &&
	       (dentry == BPF_CORE_READ(file, f_path.dentry) ||
		inode == BPF_CORE_READ(dentry, d_inode));
}

/* The file that one in an overlay stands for, or NULL. */
static __always_inline struct file *file_behind(struct file *file)
{
	struct file *real = BPF_CORE_READ(file, private_data), *held = NULL;

	if (stands_behind(real, file))
		return real;
	bpf_probe_read_kernel(&held, sizeof(held), real);
	return stands_behind(held, file) ? held : NULL;
}

/* The super block that a file's bytes are in, or NULL. */
static __always_inline struct super_block *real_super_block(struct file *file)
{
	struct super_block *block = NULL;
	int i;

	for (i = 0; i <= STACKED_LEVELS && file; i++) {
		block = BPF_CORE_READ(file, f_inode, i_sb);
		if (BPF_CORE_READ(block, s_magic) != OVERLAY_MAGIC)
			return block;
		file = file_behind(file);
	}
	return NULL;
}

#endif
