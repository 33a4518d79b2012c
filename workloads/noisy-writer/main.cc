// SPDX-License-Identifier: Apache-2.0
//
// A neighbour that keeps the disk busy: it writes a large file over and over, a burst at a time,
// and waits until each burst is on the disk. An operation is a burst; it begins when the rate
// allows.
#include "driver.h"
#include "work_file.h"

#include <algorithm>
#include <cerrno>
#include <time.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr uint64_t mebibyte = 1 << 20;
constexpr uint64_t second_ns = 1'000'000'000;

uint64_t now_ns() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * second_ns + static_cast<uint64_t>(time.tv_nsec);
}

class NoisyWriter : public tare::Workload {
 public:
  explicit NoisyWriter(tare::Options &options)
      : directory_(options),
        space_(options.bytes("space", "256M", "size of the file it rewrites")),
        burst_(options.bytes("burst", "8M", "written at a time")),
        rate_(options.number("rate", "100", "megabytes a second")) {}

  void set_up() override {
    if (burst_ == 0 || burst_ % mebibyte != 0) throw tare::Refusal("--burst takes whole megabytes");
    if (space_ < burst_ || space_ % burst_ != 0) {
      throw tare::Refusal("--space takes a multiple of --burst");
    }
    if (rate_ == 0) throw tare::Refusal("--rate takes 1 megabyte a second or more");
    directory_.reserve(space_);
    file_ = tare::WorkFile(directory_, 0);
    file_.allocate(space_);
  }

  std::string subject() const override { return file_.name(); }

  void operate(uint64_t count, tare::Events &events) override {
    for (uint64_t index = 0; index < count; index++) {
      events[TARE_EVENT_SYSTEM_CALL] += wait_for_turn();
      write_burst();
    }
    uint64_t writes = count * (burst_ / mebibyte);
    events[TARE_EVENT_FILE_WRITE] += writes;
    events[TARE_EVENT_FILE_SYNC] += count;
    events[TARE_EVENT_SYSTEM_CALL] += writes + count;
  }

 private:
  // Returns the system calls it took. Time lost to a slow disk is not made up for.
  uint64_t wait_for_turn() {
    uint64_t now = now_ns(), turn = next_turn_;
    next_turn_ = std::max(now, turn) + burst_ * 1000 / rate_;
    if (turn <= now) return 0;
    timespec until = {.tv_sec = static_cast<time_t>(turn / second_ns),
                      .tv_nsec = static_cast<long>(turn % second_ns)};
    uint64_t calls = 1;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) calls++;
    return calls;
  }

  void write_burst() {
    for (uint64_t written = 0; written < burst_; written += mebibyte) {
      auto offset = static_cast<off_t>(offset_ + written);
      ssize_t count = pwrite(file_.descriptor(), megabyte_.data(), mebibyte, offset);
      if (count != ssize_t{mebibyte}) {
        tare::refuse_errno("cannot write in '" + directory_.path() + "'");
      }
    }
    if (fdatasync(file_.descriptor()) != 0) tare::refuse_errno("cannot sync");
    offset_ = (offset_ + burst_) % space_;
  }

  tare::Directory directory_;
  uint64_t space_;
  uint64_t burst_;
  uint64_t rate_;
  tare::WorkFile file_;
  std::vector<char> megabyte_ = std::vector<char>(mebibyte, 'T');
  uint64_t offset_ = 0;
  uint64_t next_turn_ = 0;
};

}  // namespace

int main(int argc, char **argv) { return tare::run<NoisyWriter>("noisy-writer", argc, argv); }
