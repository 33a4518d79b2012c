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
	struct qstr d_name;
} __relocated;

struct path {
	struct dentry *dentry;
} __relocated;

struct file {
	struct path f_path;
	struct inode *f_inode;
	long long f_pos;
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

#endif
