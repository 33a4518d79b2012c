// SPDX-License-Identifier: Apache-2.0
//
// Reads random blocks of 4 KiB past the page cache: each is one request to the device. The file is
// written and synced before, so its extents are allocated and known to the file system: no request
// for metadata falls into a slice. O_NOATIME keeps the inode clean.
#include "driver.h"
#include "work_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr size_t block_bytes = 4096;

class BlockRead : public tare::Workload {
 public:
  explicit BlockRead(tare::Options &options)
      : directory_(options),
        path_(options.text("file", "file or block device to read instead of a file of its own")),
        size_(options.bytes("size", "64M", "size of its own file")),
        span_(options.bytes("span", "0", "how much is read of it, from its beginning; 0: all")),
        random_(options.number("seed", "1", "seed of the order of the blocks")) {}

  void set_up() override {
    path_ ? open_given() : make_own();
    buffer_ = aligned_alloc(block_bytes, block_bytes);
    if (span_ % block_bytes != 0) throw tare::Refusal("--span takes whole blocks of 4096 bytes");
    blocks_ = (span_ == 0 ? file_.size() : std::min(file_.size(), span_)) / block_bytes;
    if (blocks_ == 0)
      throw tare::Refusal("'" + *path_ + "' is smaller than one block of 4096 bytes");
    is_regular_ = file_.is_regular();
    if (is_regular_) warm_up();
  }

  std::string subject() const override { return path_.value_or(file_.name()); }

  void operate(uint64_t count, tare::Events &events) override {
    for (uint64_t index = 0; index < count; index++) read(next() % blocks_);
    events[TARE_EVENT_SYSTEM_CALL] += count;
    events[TARE_EVENT_BLOCK_READ] += count;
    events[TARE_EVENT_FILE_READ] += is_regular_ ? count : 0;
  }

 private:
  void open_given() { file_ = tare::WorkFile(*path_, O_DIRECT); }

  void make_own() {
    if (size_ == 0 || size_ % (1 << 20) != 0) throw tare::Refusal("--size takes whole megabytes");
    directory_.require_disk();
    directory_.reserve(size_);
    file_ = tare::WorkFile(directory_, O_DIRECT | O_NOATIME);
    file_.fill(size_);
  }

  // Brings the map of extents into memory: a block of every 4 MiB.
  void warm_up() {
    uint64_t step = std::max<uint64_t>(blocks_ / 256, 1024);
    for (uint64_t block = 0; block < blocks_; block += step) read(block);
  }

  void read(uint64_t block) {
    auto offset = static_cast<off_t>(block * block_bytes);
    if (pread(file_.descriptor(), buffer_, block_bytes, offset) != ssize_t{block_bytes}) {
      tare::refuse_errno("cannot read block " + std::to_string(block) + " of '" + subject() + "'");
    }
  }

  // SplitMix64.
  uint64_t next() {
    uint64_t value = random_ += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
  }

  tare::Directory directory_;
  std::optional<std::string> path_;
  uint64_t size_;
  uint64_t span_;
  uint64_t random_;
  tare::WorkFile file_;
  void *buffer_ = nullptr;
  uint64_t blocks_ = 0;
  bool is_regular_ = true;
};

}  // namespace

int main(int argc, char **argv) { return tare::run<BlockRead>("block-read", argc, argv); }
