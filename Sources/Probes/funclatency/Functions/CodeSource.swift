// SPDX-License-Identifier: Apache-2.0

/// Tells where the functions of a file begin.
protocol FunctionStarts {
  /// Whether a function begins at an address, or the code that leads to one of another file.
  func isFunction(_ address: UInt64) -> Bool
  /// The bytes of the function that begins at an address; 0 where that is not known.
  func size(at address: UInt64) -> UInt64
}

/// The file of a function that is taken apart, and of those that it hands over to.
final class CodeSource {
  /// So many functions are looked at that one hands over to.
  private static let mostHandovers = 32

  private let file: ProgramFile
  /// Whether jumps to where a register says stay within the function, as those of Go do.
  let followsTables: Bool
  /// Tells parts of functions that lie elsewhere.
  private let unwinding: UnwindTable
  /// Tells where other functions begin.
  let functions: any FunctionStarts
  /// The ends of the functions that were looked at; `nil` where they cannot be told.
  private var known: [UInt64: FunctionCode.Ends?] = [:]

  init(
    _ file: ProgramFile, followsTables: Bool, _ unwinding: UnwindTable,
    _ functions: any FunctionStarts
  ) {
    self.file = file
    self.followsTables = followsTables
    self.unwinding = unwinding
    self.functions = functions
  }

  /// The code from an address on, at most `most` bytes.
  func code(at address: UInt64, most: UInt64) -> [UInt8] { file.code(at: address, most: most) }

  /// The outlying part of a function at an address; `nil` where another function is there.
  func laterPart(at target: UInt64) -> (start: UInt64, code: [UInt8])? {
    unwinding.laterPart(at: target).map { ($0.start, code(at: $0.start, most: $0.size)) }
  }

  /// Marks a function as being looked at: handing over to itself adds no ends.
  func begin(_ function: UInt64) { known[function] = FunctionCode.Ends() }

  /// Where a call ends that is handed over to a function; `nil` where that cannot be told.
  func ends(of function: UInt64) -> FunctionCode.Ends? {
    if let ends = known[function] { return ends }
    guard known.count < Self.mostHandovers else { return nil }
    let code = FunctionCode(at: function, size: functions.size(at: function), in: self)
    let ends = code.obstacle == nil ? code.ends : nil
    known[function] = .some(ends)
    return ends
  }
}
