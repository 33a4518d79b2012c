// SPDX-License-Identifier: Apache-2.0

/// Maps small numbers of either sign to small numbers: 0, −1, 1, −2 … to 0, 1, 2, 3 …
func zigzag(_ value: Int64) -> UInt64 {
  UInt64(bitPattern: (value << 1) ^ (value >> 63))
}

func unzigzag(_ value: UInt64) -> Int64 {
  Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
}

/// A slice as it is stored: CPU time, and what the wall clock saw beyond it.
struct SliceReading {
  var cpu: Int64 = 0
  var gap: Int64 = 0

  init() {}

  init(_ slice: RawSlices.Slice) {
    cpu = slice.cpuNanoseconds
    gap = slice.wallNanoseconds &- slice.cpuNanoseconds
  }

  var slice: RawSlices.Slice {
    RawSlices.Slice(cpuNanoseconds: cpu, wallNanoseconds: cpu &+ gap)
  }
}
