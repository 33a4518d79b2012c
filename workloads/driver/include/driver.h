// SPDX-License-Identifier: Apache-2.0
//
// What a workload is to the driver, and the `main` they share. Run alone, a workload is an ordinary
// Google Benchmark program; given --tare-channel=FD it obeys the harness (workload_channel.h).
#pragma once
#include "options.h"
#include "workload_channel.h"

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace benchmark {
class State;
}

namespace tare {

// How many events of each kind were caused.
using Events = std::array<uint64_t, TARE_EVENT_KINDS>;

// A program that causes a known number of events. Its constructor reads its options and does
// nothing else; anything may refuse by throwing a Refusal.
class Workload {
 public:
  virtual ~Workload() = default;

  // Makes the files and whatever else operations need; nothing of it is part of a slice.
  virtual void set_up() {}
  // What the operations work on, as the kernel sees it.
  virtual std::string subject() const { return ""; }
  // Runs `count` operations and adds the events that they cause.
  virtual void operate(uint64_t count, Events &events) = 0;
  // How many operations a lone benchmark runs between two looks at its own loop condition: more
  // than one where a virtual call would weigh.
  virtual uint64_t batch() const { return 1; }
  // Whether the CPU time of reaped children belongs to the operations.
  virtual bool includes_children() const { return false; }
  // Whether the CPU time of all threads of the process belongs to the operations.
  virtual bool includes_threads() const { return false; }
  // Whether the number of system calls of an operation is known.
  virtual bool knows_system_calls() const { return true; }
  // Adds counters of its own to a lone benchmark's line.
  virtual void report(benchmark::State &) {}
};

using WorkloadFactory = std::function<std::unique_ptr<Workload>(Options &)>;

// The whole program; the name is the benchmark's.
int run(const char *name, int argc, char **argv, const WorkloadFactory &make);

template <class W>
int run(const char *name, int argc, char **argv) {
  return run(name, argc, argv, [](Options &options) { return std::make_unique<W>(options); });
}

}  // namespace tare
