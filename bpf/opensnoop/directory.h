/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a relative path begins. */
#if defined(__bpf__) && !defined(TARE_DIRECTORY_H)
#define TARE_DIRECTORY_H

#include "file_types.h"

/* linux/fcntl.h: a path that begins where the process is (AT_FDCWD). */
#define WORKING_DIRECTORY -100

#define DIRECTORY_NAME_BYTES 256
/* Steps towards the root, those over a mount included. */
#define DIRECTORY_STEPS 64

static __always_inline bool path_of(int descriptor, struct path *path)
{
	struct task_struct___fs *task = (void *)bpf_get_current_task();
	struct file *file;

	if (descriptor == WORKING_DIRECTORY) {
		path->mnt = BPF_CORE_READ(task, fs, pwd.mnt);
		path->dentry = BPF_CORE_READ(task, fs, pwd.dentry);
		return true;
	}
	file = file_of(descriptor);
	if (!file)
		return false;
	path->mnt = BPF_CORE_READ(file, f_path.mnt);
	path->dentry = BPF_CORE_READ(file, f_path.dentry);
	return true;
}

/* One step up: into the parent, or over a mount. False at the very top. */
static __always_inline bool is_above_mount(struct path *path)
{
	struct mount *mount, *parent;

	if (path->dentry != BPF_CORE_READ(path->mnt, mnt_root))
		return false;
	mount = (void *)path->mnt -
		bpf_core_field_offset(((struct mount *)0)->mnt);
	parent = BPF_CORE_READ(mount, mnt_parent);
	if (parent == mount) {
		path->dentry = NULL;
		return true;
	}
	path->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
	path->mnt = (void *)parent +
		    bpf_core_field_offset(((struct mount *)0)->mnt);
	return true;
}

/* Copies the names of the directories that lead to the one of a descriptor,
 * the nearest first, each with its NUL. Returns the bytes; the farthest are
 * missing where there is no room for them.
 */
static __always_inline __u64 copy_directory(char *to, __u64 room,
					    int descriptor)
{
	struct dentry *parent;
	struct path path = {};
	__u64 used = 0;
	long bytes;
	int i;

	if (!path_of(descriptor, &path))
		return 0;
	for (i = 0; i < DIRECTORY_STEPS; i++) {
		if (is_above_mount(&path)) {
			if (!path.dentry)
				break;
			continue;
		}
		parent = BPF_CORE_READ(path.dentry, d_parent);
		if (parent == path.dentry || used > room - DIRECTORY_NAME_BYTES)
			break;
		bytes = bpf_probe_read_kernel_str(
			to + used, DIRECTORY_NAME_BYTES,
			BPF_CORE_READ(path.dentry, d_name.name));
		if (bytes < 0)
			break;
		used += bytes;
		path.dentry = parent;
	}
	/* The root itself, which has no name. */
	if (!used && i < DIRECTORY_STEPS) {
		*to = 0;
		used = 1;
	}
	return used;
}

#endif
