// SPDX-License-Identifier: Apache-2.0

/// The memory of a plain C struct, padding included.
///
/// Not constrained to `BitwiseCopyable`: the conformance of an imported struct does not survive
/// optimisation across modules (Swift 6.3).
package func bytes<Value>(of value: Value) -> [UInt8] {
  unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
}
