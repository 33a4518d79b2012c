// SPDX-License-Identifier: Apache-2.0
//
// The cheapest system call there is, again and again: what a hook on every system call costs.
#include "driver.h"

#include <sys/syscall.h>
#include <unistd.h>

namespace {

class SyscallStorm : public tare::Workload {
 public:
  explicit SyscallStorm(tare::Options &) {}

  void operate(uint64_t count, tare::Events &events) override {
    for (uint64_t index = 0; index < count; index++) syscall(SYS_getppid);
    events[TARE_EVENT_SYSTEM_CALL] += count;
  }

  uint64_t batch() const override { return 1000; }
};

}  // namespace

int main(int argc, char **argv) { return tare::run<SyscallStorm>("syscall-storm", argc, argv); }
