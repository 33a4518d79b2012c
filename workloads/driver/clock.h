// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace tare {

// The CPU's own counter: TSC on x86, the virtual counter on arm64, else nothing.
inline uint64_t ticks() {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  uint64_t value;
  asm volatile("mrs %0, cntvct_el0" : "=r"(value));
  return value;
#else
  return 0;
#endif
}

// All clocks at one moment. CPU time comes first: it is the only one that makes a system call.
struct Reading {
  uint64_t cpu_ns;
  uint64_t wall_ns;
  uint64_t ticks;
};

// Reads the clocks, and knows how many system calls that makes.
class Clock {
 public:
  // Finds out whether CLOCK_MONOTONIC is read without a system call. `children`: the CPU time of
  // reaped children is part of the reading; `threads`: that of all threads of the process.
  Clock(bool children, bool threads);

  Reading read() const;
  // 1 where the vDSO knows CLOCK_MONOTONIC, plus 1 for children; nothing where it could not be
  // found out.
  uint64_t system_calls() const { return system_calls_; }
  bool is_known() const { return system_calls_ != 0; }

 private:
  bool children_;
  bool threads_;
  uint64_t system_calls_;
};

}  // namespace tare
