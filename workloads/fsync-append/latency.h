// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cstdint>
#include <vector>

// A histogram of durations: 128 buckets for every power of two, so no value is off by more than
// 0.8 %, and its size does not grow.
class Latencies {
 public:
  void add(uint64_t nanoseconds) {
    buckets_[bucket_of(nanoseconds)]++;
    count_++;
  }

  // The smallest duration that at least `share` of all do not exceed; 0 where there are none.
  double quantile(double share) const {
    double wanted = share * static_cast<double>(count_);
    uint64_t seen = 0;
    for (size_t bucket = 0; bucket < buckets_.size(); bucket++) {
      seen += buckets_[bucket];
      if (seen > 0 && static_cast<double>(seen) >= wanted) return middle_of(bucket);
    }
    return 0;
  }

  void clear() { *this = Latencies(); }

 private:
  static constexpr unsigned bits = 7;
  static constexpr uint64_t sub_buckets = 1 << bits;

  // Values below 128 have a bucket each; above, the highest bit chooses the row, the next seven the
  // bucket in it.
  static size_t bucket_of(uint64_t value) {
    if (value < sub_buckets) return value;
    unsigned row = static_cast<unsigned>(std::bit_width(value)) - bits;
    return row * sub_buckets + ((value >> (row - 1)) - sub_buckets);
  }

  static double middle_of(size_t bucket) {
    if (bucket < sub_buckets) return static_cast<double>(bucket);
    unsigned row = static_cast<unsigned>(bucket / sub_buckets);
    auto low = static_cast<double>((sub_buckets + bucket % sub_buckets) << (row - 1));
    return low + static_cast<double>((uint64_t{1} << (row - 1)) - 1) / 2;
  }

  std::vector<uint64_t> buckets_ = std::vector<uint64_t>((64 - bits + 1) * sub_buckets);
  uint64_t count_ = 0;
};
