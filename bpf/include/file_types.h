/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The types of the kernel's file layer that the programs read. */
#ifndef TARE_FILE_TYPES_H
#define TARE_FILE_TYPES_H

#include "kernel_types.h"

struct file_system_type {
	const char *name;
} __relocated;

struct super_block {
	unsigned long s_magic;
	struct file_system_type *s_type;
} __relocated;

struct inode {
	unsigned short i_mode;
	struct super_block *i_sb;
} __relocated;

struct qstr {
	const unsigned char *name;
} __relocated;

struct dentry {
	struct dentry *d_parent;
	struct inode *d_inode;
	struct qstr d_name;
} __relocated;

struct vfsmount {
	struct dentry *mnt_root;
} __relocated;

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
} __relocated;

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
} __relocated;

struct fs_struct {
	struct path pwd;
} __relocated;

struct task_struct___fs {
	struct fs_struct *fs;
} __relocated;

struct file {
	struct path f_path;
	struct inode *f_inode;
	long long f_pos;
	void *private_data;
} __relocated;

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
} __relocated;

struct files_struct {
	struct fdtable *fdt;
} __relocated;

struct kiocb {
	struct file *ki_filp;
	long long ki_pos;
} __relocated;

#define TYPE_OF_MODE 0170000
#define REGULAR_FILE 0100000
#define DIRECTORY 0040000

/* The file of a descriptor of this thread, or NULL. */
static __always_inline struct file *file_of(unsigned int descriptor)
{
	struct task_struct___common *task = (void *)bpf_get_current_task();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **place, *file = NULL;

	if (descriptor >= BPF_CORE_READ(table, max_fds))
		return NULL;
	place = BPF_CORE_READ(table, fd) + descriptor;
	bpf_probe_read_kernel(&file, sizeof(file), place);
	return file;
}

#endif
