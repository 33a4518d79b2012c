// SPDX-License-Identifier: Apache-2.0
//
// Two threads on one CPU hand a token to and fro. Each needs the CPU once for each round trip, and
// the other has it: so each waits for it once, woken or made to leave. The partner blocks once. If
// somebody else takes the CPU meanwhile there is a wait more, which the kernel counts as a context
// switch of the thread.
#include "driver.h"
#include "work_file.h"

#include <algorithm>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace {

// A place for one token.
class Place {
 public:
  void make() {
    descriptor_ = eventfd(0, EFD_CLOEXEC);
    if (descriptor_ < 0) tare::refuse_errno("cannot make an eventfd");
  }

  void put() const {
    uint64_t token = 1;
    if (write(descriptor_, &token, sizeof token) != sizeof token) {
      tare::refuse_errno("cannot write to an eventfd");
    }
  }

  // Blocks until there is one.
  void take() const {
    uint64_t token;
    if (read(descriptor_, &token, sizeof token) != sizeof token) {
      tare::refuse_errno("cannot read from an eventfd");
    }
  }

 private:
  int descriptor_ = -1;
};

class PingPong : public tare::Workload {
 public:
  explicit PingPong(tare::Options &) {}

  void set_up() override {
    share_one_cpu();
    there_.make();
    back_.make();
    // With places of its own: at the end of the process it may outlive this object.
    std::thread([there = there_, back = back_] { answer(there, back); }).detach();
    // The partner has run its way into its first wait.
    round_trip();
  }

  void operate(uint64_t count, tare::Events &events) override {
    uint64_t before = blocks();
    for (uint64_t index = 0; index < count; index++) round_trip();
    // Without its priority a partner that was made to leave before it waited again has its turn, and with it
    // its wait, before the last of the operations ends.
    sched_yield();
    events[TARE_EVENT_RUN_QUEUE_WAIT] += 2 * count;
    events[TARE_EVENT_BLOCK] += blocks() - before;
  }

  // Half of a round trip is the partner's work.
  bool includes_threads() const override { return true; }
  // The partner's last call may fall into this slice or the next.
  bool knows_system_calls() const override { return false; }
  uint64_t batch() const override { return 10; }

 private:
  // How often the two threads have left the CPU by themselves. Who is made to leave it before he waits may find
  // the token there when he comes back.
  static uint64_t blocks() {
    rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) tare::refuse_errno("cannot count context switches");
    return static_cast<uint64_t>(usage.ru_nvcsw);
  }

  static void share_one_cpu() {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<size_t>(std::max(sched_getcpu(), 0)), &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) tare::refuse_errno("cannot stay on one CPU");
  }

  void round_trip() {
    there_.put();
    back_.take();
  }

  static void answer(const Place &there, const Place &back) {
    // Woken it runs at once and until it waits again, however the scheduler likes to share: so each round trip
    // has the same switches, and at the end of a slice the partner is blocked. It takes a privilege.
    sched_param priority = {};
    priority.sched_priority = 1;
    sched_setscheduler(0, SCHED_FIFO, &priority);
    try {
      while (true) {
        there.take();
        back.put();
      }
    } catch (const tare::Refusal &) {
      _exit(1);
    }
  }

  Place there_;
  Place back_;
};

}  // namespace

int main(int argc, char **argv) { return tare::run<PingPong>("ping-pong", argc, argv); }
