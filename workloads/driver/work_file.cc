// SPDX-License-Identifier: Apache-2.0
#include "work_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <memory>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utility>

namespace tare {
namespace {

constexpr uint64_t mebibyte = 1 << 20;

// Memory that O_DIRECT takes.
struct AlignedFree {
  void operator()(void *memory) const { free(memory); }
};

std::unique_ptr<char, AlignedFree> aligned(size_t bytes) {
  return std::unique_ptr<char, AlignedFree>(static_cast<char *>(aligned_alloc(4096, bytes)));
}

struct statfs file_system(const std::string &path) {
  struct statfs status;
  if (statfs(path.c_str(), &status) != 0) refuse_errno("cannot use '" + path + "'");
  return status;
}

bool is_in_memory(const std::string &path) {
  auto type = file_system(path).f_type;
  return type == TMPFS_MAGIC || type == RAMFS_MAGIC;
}

std::string default_directory() {
  const char *named = getenv("TMPDIR");
  if (named != nullptr && *named != 0 && !is_in_memory(named)) return named;
  return "/var/tmp";
}

int open_nameless(const std::string &directory, int flags) {
  int descriptor = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | flags, 0600);
  if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return descriptor;
  // A file system without O_TMPFILE: the name lives for two system calls.
  std::string path = directory + "/tare." + std::to_string(getpid());
  descriptor = open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | flags, 0600);
  if (descriptor >= 0) unlink(path.c_str());
  return descriptor;
}

}  // namespace

void refuse_errno(const std::string &what) { throw Refusal(what + ": " + strerror(errno)); }

Directory::Directory(Options &options)
    : path_(options.text("directory", "folder for its files, default $TMPDIR or /var/tmp")
                .value_or("")) {
  if (path_.empty()) path_ = default_directory();
}

void Directory::reserve(uint64_t bytes) const {
  auto status = file_system(path_);
  uint64_t block = static_cast<uint64_t>(status.f_frsize);
  uint64_t total = status.f_blocks * block, free = status.f_bavail * block;
  uint64_t kept = std::max(total / 20, 256 * mebibyte);
  if (free >= kept && free - kept >= bytes) return;
  throw Refusal("cannot use '" + path_ + "': needs " + std::to_string(bytes) +
                " bytes and leaves at least " + std::to_string(kept) + " free, " +
                std::to_string(free) +
                " are free; free some space, or name another folder with --directory");
}

void Directory::require_disk() const {
  if (!is_in_memory(path_)) return;
  throw Refusal("cannot use '" + path_ +
                "': a file system in memory has no device to read; name a folder on a disk with "
                "--directory");
}

WorkFile::WorkFile(const Directory &directory, int flags)
    : descriptor_(open_nameless(directory.path(), flags)), path_(directory.path()) {
  if (descriptor_ < 0) refuse_errno("cannot make a file in '" + path_ + "'");
}

WorkFile::WorkFile(const std::string &path, int flags)
    : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | flags)), path_(path) {
  if (descriptor_ < 0) refuse_errno("cannot open '" + path_ + "'");
}

WorkFile::~WorkFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

WorkFile::WorkFile(WorkFile &&other) noexcept { *this = std::move(other); }

WorkFile &WorkFile::operator=(WorkFile &&other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

void WorkFile::allocate(uint64_t bytes) {
  if (fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes)) != 0 && errno != EOPNOTSUPP) {
    refuse_errno("cannot allocate " + std::to_string(bytes) + " bytes in '" + path_ + "'");
  }
}

void WorkFile::fill(uint64_t bytes) {
  allocate(bytes);
  auto memory = aligned(mebibyte);
  memset(memory.get(), 0x54, mebibyte);
  for (uint64_t offset = 0; offset < bytes; offset += mebibyte) {
    if (pwrite(descriptor_, memory.get(), mebibyte, static_cast<off_t>(offset)) !=
        static_cast<ssize_t>(mebibyte)) {
      refuse_errno("cannot write to a file in '" + path_ + "'");
    }
  }
  if (fsync(descriptor_) != 0) refuse_errno("cannot sync a file in '" + path_ + "'");
}

uint64_t WorkFile::size() const {
  struct stat status;
  if (fstat(descriptor_, &status) != 0) refuse_errno("cannot look at '" + path_ + "'");
  if (!S_ISBLK(status.st_mode)) return static_cast<uint64_t>(status.st_size);
  uint64_t bytes = 0;
  if (ioctl(descriptor_, BLKGETSIZE64, &bytes) != 0) refuse_errno("cannot size '" + path_ + "'");
  return bytes;
}

bool WorkFile::is_regular() const {
  struct stat status;
  return fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
}

std::string WorkFile::name() const {
  char target[4096];
  auto link = "/proc/self/fd/" + std::to_string(descriptor_);
  ssize_t length = readlink(link.c_str(), target, sizeof target);
  if (length < 0) return "";
  std::string name(target, static_cast<size_t>(length));
  name = name.substr(name.rfind('/') + 1);
  return name.substr(0, name.find(" (deleted)"));
}

}  // namespace tare
