// SPDX-License-Identifier: Apache-2.0

private import CSymbols

/// Tells where the functions of a file begin.
protocol FunctionStarts {
  /// Whether a function begins at an address, or the code that leads to one of another file.
  func isFunction(_ address: UInt64) -> Bool
  /// The bytes of the function that begins at an address; 0 where that is not known.
  func size(at address: UInt64) -> UInt64
}

/// The instructions of a function, taken apart by capstone.
struct FunctionCode {
  private struct Part {
    let address: UInt64
    let bytes: [UInt8]
    let lengths: [UInt8]

    func contains(_ place: UInt64) -> Bool { place >= address && place - address < bytes.count }
    func isInstruction(_ place: UInt64) -> Bool { lengths[Int(place - address)] > 0 }
  }

  /// The most bytes of a function's part.
  static let mostBytes: UInt64 = 1 << 20
  private static let mostParts = 8
  private static let mostReturns = 64
  /// So many functions are looked at that one hands over to.
  private static let mostHandovers = 32

  /// Whether there is a library that disassembles.
  static var isAvailable: Bool { csymbols_can_disassemble() }

  private var parts: [Part] = []
  /// The addresses of the instructions that end its calls, with the stack as at its start: its `ret` instructions, those
  /// of functions that it hands over to by a jump, and jumps to functions whose own ends cannot be told.
  private(set) var returns: [UInt64] = []
  /// Whether some of `returns` are jumps to functions whose ends cannot be told: a call goes on behind them.
  private(set) var goesOn = false
  /// The jumps by which it hands over to another function, and where these go.
  private var handovers: [(jump: UInt64, function: UInt64)] = []
  /// Where direct jumps go.
  private(set) var targets: Set<UInt64> = []
  /// Whether it takes its stack from another register than the one for frames, or from memory.
  private(set) var switchesStack = false
  /// The reason that keeps the ends of its calls from being seen at `returns`.
  private(set) var obstacle: CodeObstacle?

  /// Takes a function apart, and its parts that lie elsewhere.
  ///
  /// - Parameters:
  ///   - address: Where it begins.
  ///   - size: Its bytes.
  ///   - file: The file.
  ///   - followsTables: Whether jumps to where a register says stay within the function, as those of Go do.
  ///   - unwinding: Tells parts of functions that lie elsewhere.
  ///   - functions: Tells where other functions begin.
  ///   - known: The functions that were looked at for one that hands over to them.
  init(
    at address: UInt64, size: UInt64, in file: ProgramFile, followsTables: Bool,
    _ unwinding: UnwindTable, _ functions: any FunctionStarts, known: KnownEnds = KnownEnds()
  ) {
    guard Self.isAvailable else {
      obstacle = .noDisassembler
      return
    }
    guard size > 0, size <= Self.mostBytes else {
      obstacle = .unknownSize
      return
    }
    add(file.code(at: address, most: size), at: address)
    var next = 0
    while obstacle == nil, next < parts.count {
      walk(parts[next], followsTables: followsTables, functions) { target in
        unwinding.laterPart(at: target).map { (file.code(at: $0.start, most: $0.size), $0.start) }
      }
      next += 1
    }
    if obstacle == nil { checkTargets() }
    if obstacle == nil {
      // Where one hands over to itself it has no further ends.
      known.ends[address] = .some(Ends(returns: [], goesOn: false))
      for (jump, function) in handovers {
        let ends = ends(of: function, in: file, followsTables, unwinding, functions, known)
        returns += ends?.returns ?? [jump]
        goesOn = goesOn || ends?.goesOn ?? true
      }
    }
    returns = Set(returns).sorted()
    if obstacle == nil, returns.count > Self.mostReturns { obstacle = .tooManyReturns }
  }

  /// The first address, from `start` on, where a uprobe is run right by every kernel and the stack is still as at the
  /// start; `nil` where there is none before the code branches.
  func safeStart(from start: UInt64) -> UInt64? {
    // Each turn of a loop to the start would be another call.
    guard let part = parts.first, !targets.contains(start) else { return nil }
    var place = Int(start - part.address)
    while part.bytes.indices.contains(place), part.lengths[place] > 0 {
      let bytes = part.bytes[place..<min(part.bytes.count, place + Int(part.lengths[place]))]
      let address = part.address &+ UInt64(place)
      if address != start, targets.contains(address) { return nil }
      if !Instruction.isUnfit(bytes) { return address }
      place += bytes.count
    }
    return nil
  }

  /// Where the calls of a function end, and whether some go on behind that.
  fileprivate struct Ends {
    let returns: [UInt64]
    let goesOn: Bool
  }

  /// The ends of functions that one hands over to, each looked at once.
  final class KnownEnds {
    fileprivate var ends: [UInt64: Ends?] = [:]
  }

  /// Where a call ends that is handed over to a function; `nil` where that cannot be told.
  private func ends(
    of function: UInt64, in file: ProgramFile, _ followsTables: Bool,
    _ unwinding: UnwindTable, _ functions: any FunctionStarts, _ known: KnownEnds
  ) -> Ends? {
    if let ends = known.ends[function] { return ends }
    guard known.ends.count < Self.mostHandovers else { return nil }
    let code = FunctionCode(
      at: function, size: functions.size(at: function), in: file, followsTables: followsTables,
      unwinding, functions, known: known)
    let ends =
      code.obstacle == nil ? Ends(returns: code.returns, goesOn: code.goesOn) : nil
    known.ends[function] = .some(ends)
    return ends
  }

  private mutating func add(_ bytes: [UInt8], at address: UInt64) {
    var lengths = [UInt8](repeating: 0, count: bytes.count)
    let read = unsafe csymbols_disassemble(bytes, bytes.count, &lengths)
    guard !bytes.isEmpty, read == bytes.count, parts.count < Self.mostParts else {
      obstacle = .unknownInstructions
      return
    }
    parts.append(Part(address: address, bytes: bytes, lengths: lengths))
  }

  private mutating func walk(
    _ part: Part, followsTables: Bool, _ functions: any FunctionStarts,
    laterPart: (UInt64) -> ([UInt8], UInt64)?
  ) {
    var restoresStack = false
    for place in part.bytes.indices where part.lengths[place] > 0 {
      let end = min(part.bytes.count, place + Int(part.lengths[place]))
      let address = part.address &+ UInt64(place)
      if Instruction.setsStackPointer(part.bytes[place..<end]) { switchesStack = true }
      // What is done last before a function is left for another.
      defer { restoresStack = Instruction.restoresStack(part.bytes[place..<end]) }
      switch Instruction(part.bytes[place..<end]) {
      case .plain: break
      case .elsewhere where restoresStack:
        returns.append(address)
        goesOn = true
      case .return: returns.append(address)
      case .leave:
        returns.append(address)
        goesOn = true
      case .elsewhere: if !followsTables { obstacle = .goesOn }
      case .jump(let distance, let always):
        let target = UInt64(
          truncatingIfNeeded: Int(truncatingIfNeeded: part.address) &+ end &+ distance)
        if parts.contains(where: { $0.contains(target) }) {
          targets.insert(target)
          continue
        }
        guard let (bytes, start) = laterPart(target) else {
          guard always, functions.isFunction(target) else {
            obstacle = .goesOn
            return
          }
          handovers.append((address, target))
          continue
        }
        targets.insert(target)
        add(bytes, at: start)
        // Else the target would be asked for again and again.
        guard obstacle == nil, parts.contains(where: { $0.contains(target) }) else {
          obstacle = obstacle ?? .goesOn
          return
        }
      }
    }
  }

  /// A jump into the middle of an instruction: what was read are not the instructions that run.
  private mutating func checkTargets() {
    let isRead = targets.allSatisfy { target in
      parts.contains { $0.contains(target) && $0.isInstruction(target) }
    }
    if !isRead { obstacle = .unknownInstructions }
  }
}
