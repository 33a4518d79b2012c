// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "driver.h"

namespace tare {

// The workload's end of the conversation.
class Channel {
 public:
  // Maps the shared memory behind `descriptor` and looks whether it is a channel of our version.
  //
  // `sleeps`: wait in the kernel (futex) rather than spin, and wake the harness with each answer. On
  // a machine with one CPU, who spins keeps the other from working; but these are system calls that
  // no slice counts.
  Channel(int descriptor, bool sleeps);

  void set_ready(const std::string &subject);
  void set_failed(const std::string &message);
  // Spins, without a system call, or sleeps until the harness has sent a command.
  tare_command wait();
  // Whether the harness has sent a command that nobody has waited for.
  bool has_command() const;
  uint32_t slices() const { return shared_->slices; }
  uint64_t operations() const { return shared_->operations; }
  uint64_t pause_ns() const { return shared_->pause_ns; }
  tare_slice &slice(uint32_t index) { return shared_->slice[index]; }
  void answer();

 private:
  tare_channel *shared_;
  bool sleeps_;
  uint32_t number_ = 0;
};

}  // namespace tare
