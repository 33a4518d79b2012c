// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace tare {

// Picks a share of operations, evenly spread and always the same ones: every tenth for 0.1.
class Share {
 public:
  explicit Share(uint32_t millionths) : millionths_(millionths) {}

  // Whether the next operation is one of them.
  bool next() {
    sum_ += millionths_;
    if (sum_ < 1'000'000) return false;
    sum_ -= 1'000'000;
    return true;
  }

 private:
  uint32_t millionths_;
  uint32_t sum_ = 0;
};

}  // namespace tare
