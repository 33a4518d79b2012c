// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "options.h"

#include <string>

namespace tare {

// The folder for a workload's files: --directory, else $TMPDIR or /var/tmp, whichever is on a disk.
class Directory {
 public:
  explicit Directory(Options &options);
  const std::string &path() const { return path_; }
  // Refuses where `bytes` more would leave less than max(5 %, 256 MiB) free.
  void reserve(uint64_t bytes) const;
  // Refuses a file system in memory.
  void require_disk() const;

 private:
  std::string path_;
};

// A file without a name, so that nothing is left of it however the process ends.
class WorkFile {
 public:
  WorkFile() = default;
  // Opens a file of `flags` beside O_RDWR in `directory`, whose bytes must have been reserved.
  WorkFile(const Directory &directory, int flags);
  // Opens what is there, to read it only.
  WorkFile(const std::string &path, int flags);
  ~WorkFile();
  WorkFile(WorkFile &&other) noexcept;
  WorkFile &operator=(WorkFile &&other) noexcept;

  // Makes sure that `bytes` of it can be written.
  void allocate(uint64_t bytes);
  // Allocates, writes and syncs `bytes`, which is a multiple of 1 MiB.
  void fill(uint64_t bytes);
  uint64_t size() const;
  bool is_regular() const;
  // As the kernel calls it: the last part of its path, "#" and the inode number for a nameless one.
  std::string name() const;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
  std::string path_;
};

// Says which operation failed, and why.
[[noreturn]] void refuse_errno(const std::string &what);

}  // namespace tare
