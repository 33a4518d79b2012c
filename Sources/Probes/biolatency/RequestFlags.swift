// SPDX-License-Identifier: Apache-2.0

import BPF

/// Names for the flags of block requests, as the running kernel's type information has them: their
/// values change from kernel to kernel.
public struct RequestFlags: Sendable {
  private static let operationBits: UInt32 = 8
  private let operations: [UInt32: String]
  private let bits: [UInt32: String]

  /// Reads the names.
  public init(_ types: borrowing KernelBTF) {
    // The enum of operations was called req_opf up to 5.19.
    let named = types.enumerators("req_op") ?? types.enumerators("req_opf") ?? [:]
    operations = Self.names(named, after: "REQ_OP_")
    bits = Self.names(types.enumerators("req_flag_bits") ?? [:], after: "__REQ_")
  }

  /// Names for numbers, as a test gives them.
  init(operations: [UInt32: String], bits: [UInt32: String]) {
    self.operations = operations
    self.bits = bits
  }

  private static func names(_ values: [String: UInt32], after prefix: String) -> [UInt32: String] {
    var names: [UInt32: String] = [:]
    // Of two names for a value the first in the alphabet, so that it is the same in each run.
    for (name, value) in values.sorted(by: { $0.key > $1.key }) where name.hasPrefix(prefix) {
      names[value] = name.dropFirst(prefix.count).lowercased()
    }
    return names
  }

  /// For example `write sync fua`; what has no name is a number.
  public func text(of flags: UInt32) -> String {
    let operation = flags & (1 << Self.operationBits - 1)
    let set = (Self.operationBits..<32).filter { flags >> $0 & 1 != 0 }
    return
      ([operations[operation] ?? "operation \(operation)"] + set.map { bits[$0] ?? "bit \($0)" })
      .joined(separator: " ")
  }
}
