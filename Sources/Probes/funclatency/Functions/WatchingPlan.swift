// SPDX-License-Identifier: Apache-2.0

/// Decides where a function is probed, so that who calls it takes no harm.
///
/// A return probe sees the ends of its calls, unless something is known that this would break. Then
/// uprobes at each `ret` do, which change nothing that the program can see. They cost more: the
/// kernel runs a `ret` by a single step.
final class WatchingPlan: FunctionStarts {
  private let file: ProgramFile
  private let symbols: ProgramSymbols
  private let isForced: Bool
  private let unwinding: UnwindTable
  private let hazards: FileHazards
  private let namesByAddress: [UInt64: [ProgramFunction]]

  /// - Parameters:
  ///   - file: The file of the functions.
  ///   - symbols: Its symbols.
  ///   - isForced: Whether what may do harm is done all the same.
  init(_ file: ProgramFile, _ symbols: ProgramSymbols, isForced: Bool) {
    self.file = file
    self.symbols = symbols
    self.isForced = isForced
    unwinding = UnwindTable(file)
    hazards = FileHazards(file, symbols)
    namesByAddress = Dictionary(grouping: symbols.functions, by: \.address)
  }

  /// Where to probe the function that begins at an address.
  ///
  /// - Parameters:
  ///   - address: The address, as the file counts.
  ///   - label: Its name in reports.
  /// - Throws: `TracedFunctionsError.notInCode`, `.insideFunction`, `.unsafe`.
  /// - Returns: The function.
  func place(
    of address: UInt64, as label: String
  ) throws(TracedFunctionsError) -> LocatedFunction {
    guard file.offset(ofCodeAt: address) != nil else { throw .notInCode(label, path: file.name) }
    let entry = unwinding.entry(at: address)
    try checkStart(address, entry, label)
    lazy var code = FunctionCode(
      at: address, size: size(at: address),
      in: CodeSource(file, followsTables: hazards.isGo, unwinding, self))
    let start = try start(address, code, label)
    guard let offset = file.offset(ofCodeAt: start) else {
      throw .notInCode(label, path: file.name)
    }
    var function = LocatedFunction(
      name: label, path: file.path, offset: offset,
      ending: try ending(of: address, code, entry, label))
    function.file = file.identity
    function.isCutShort = function.ending != .returnProbe && code.ends.goesOn
    return function
  }

  /// In the middle of a function a return probe overwrites anything, and in that of an instruction
  /// a uprobe does.
  private func checkStart(
    _ address: UInt64, _ entry: UnwindTable.Entry?, _ label: String
  ) throws(TracedFunctionsError) {
    guard namesByAddress[address] == nil, entry?.start != address else { return }
    if let around = symbols.functions.first(where: {
      $0.address < address && address - $0.address < $0.size
    }) {
      throw .insideFunction(label, function: around.readableName, start: around.address)
    }
    if let entry {
      let start = "0x" + String(entry.start, radix: 16)
      throw .insideFunction(label, function: start, start: entry.start)
    }
    if !isForced { throw .unsafe(label, .unknownStart, nil) }
  }

  func isFunction(_ address: UInt64) -> Bool {
    file.isStub(address) || namesByAddress[address] != nil
      || unwinding.entry(at: address).map { $0.start == address && !$0.isLaterPart } ?? false
  }

  func size(at address: UInt64) -> UInt64 {
    let told = namesByAddress[address]?.map(\.size).max() ?? 0
    return told > 0
      ? told : unwinding.entry(at: address).map { $0.start == address ? $0.size : 0 } ?? 0
  }

  /// The first instruction, or one soon after it that every kernel runs rightly for a uprobe.
  private func start(
    _ address: UInt64, _ readCode: @autoclosure () -> FunctionCode, _ label: String
  ) throws(TracedFunctionsError) -> UInt64 {
    let longestInstruction: UInt64 = 15
    guard Instruction.isUnfit(file.code(at: address, most: longestInstruction)[...]) else {
      return address
    }
    let code = readCode()
    if let start = code.safeStart(from: address) { return start }
    guard isForced else { throw .unsafe(label, .unfitInstruction, code.obstacle) }
    return address
  }

  private func ending(
    of address: UInt64, _ readCode: @autoclosure () -> FunctionCode, _ entry: UnwindTable.Entry?,
    _ label: String
  ) throws(TracedFunctionsError) -> LocatedFunction.Ending {
    let names = namesByAddress[address]?.map(\.name) ?? []
    let known = hazards.hazard(of: names, entry)
    guard known != nil || FunctionCode.isAvailable else { return .returnProbe }
    let code = readCode()
    guard let hazard = known ?? (code.switchesStack ? .changesStack : nil) else {
      return .returnProbe
    }
    let returns = code.ends.returns.compactMap { file.offset(ofCodeAt: $0) }
    // One without such an instruction never returns.
    if code.obstacle == nil, !code.ends.goesOn || !isForced {
      if !hazards.isGo { return .instructions(returns) }
      if hazards.keepsGoroutine { return .goInstructions(returns) }
    }
    guard isForced else { throw .unsafe(label, hazard, code.obstacle) }
    return .returnProbe
  }
}
