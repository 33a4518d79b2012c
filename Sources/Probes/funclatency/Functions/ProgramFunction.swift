// SPDX-License-Identifier: Apache-2.0

/// A function that a program or library has a symbol of.
struct ProgramFunction: Hashable {
  /// Its name, without a version.
  var name: String
  /// The version that the name has behind `@` or `@@`, if any.
  var version: String?
  /// Whether programs built today get this one: the name has no version, or `@@` before it.
  var isDefault = true
  /// Whether its address is a resolver's, which chooses the implementation to call (an IFUNC).
  var isIndirect = false
  /// Whether other files may call it.
  var isGlobal = true
  /// Where it begins, as the file counts.
  var address: UInt64
  /// Its bytes; 0 where the symbol does not tell.
  var size: UInt64 = 0
}
