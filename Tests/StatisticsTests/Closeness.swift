// SPDX-License-Identifier: Apache-2.0

/// Whether two numbers agree to `tolerance`, relative to `expected`, or absolute below 1.
func isClose(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
  value.map { abs($0 - expected) <= tolerance * max(1, abs(expected)) } ?? false
}
