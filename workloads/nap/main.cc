// SPDX-License-Identifier: Apache-2.0
//
// Sleeps again and again: each nap blocks the thread once, for at least as long as asked for. The
// system call is made in `tare_nap_site` itself, so that this is where a user stack begins. How
// often it blocked is the kernel's own count: who is made to leave the CPU on the way into a nap
// may find it over when it comes back.
#include "driver.h"
#include "work_file.h"

#include <cerrno>
#include <ctime>
#include <sys/resource.h>
#include <sys/syscall.h>

extern "C" __attribute__((noinline, used, visibility("default"))) long tare_nap_site(
    const timespec *length) {
  long result;
  register timespec *remaining asm("r10") = nullptr;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(SYS_clock_nanosleep), "D"(CLOCK_MONOTONIC), "S"(0), "d"(length), "r"(remaining)
               : "rcx", "r11", "memory");
  return result;
}

namespace {

class Nap : public tare::Workload {
 public:
  explicit Nap(tare::Options &options)
      : length_us_(options.number("length-us", "500", "length of a nap in microseconds")) {
    if (length_us_ < 50 || length_us_ > 1'000'000) {
      throw tare::Refusal("'" + std::to_string(length_us_) +
                          "' is no value for --length-us; it takes 50 to 1000000");
    }
  }

  std::string subject() const override { return "tare_nap_site"; }

  void operate(uint64_t count, tare::Events &events) override {
    timespec length = {static_cast<time_t>(length_us_ / 1'000'000),
                       static_cast<long>(length_us_ % 1'000'000 * 1000)};
    uint64_t before = blocks();
    for (uint64_t index = 0; index < count; index++) {
      long result = tare_nap_site(&length);
      if (result != 0) {
        errno = static_cast<int>(-result);
        tare::refuse_errno("cannot sleep");
      }
    }
    events[TARE_EVENT_BLOCK] += blocks() - before;
    events[TARE_EVENT_NAP] += count;
    events[TARE_EVENT_SYSTEM_CALL] += count + 2;
  }

 private:
  // How often this thread has left the CPU by itself.
  static uint64_t blocks() {
    rusage usage;
    if (getrusage(RUSAGE_THREAD, &usage) != 0) tare::refuse_errno("cannot count context switches");
    return static_cast<uint64_t>(usage.ru_nvcsw);
  }

  uint64_t length_us_;
};

}  // namespace

int main(int argc, char **argv) { return tare::run<Nap>("nap", argc, argv); }
