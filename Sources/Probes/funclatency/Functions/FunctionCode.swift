// SPDX-License-Identifier: Apache-2.0

private import CSymbols

/// The instructions of a function, taken apart by capstone.
struct FunctionCode {
  /// Where the calls of a function end.
  struct Ends {
    /// The addresses of the instructions that end its calls, with the stack as at its start: its
    /// `ret` instructions, those of functions that it hands over to by a jump, and jumps to
    /// functions whose own ends cannot be told.
    var returns: [UInt64] = []
    /// Whether some of `returns` are jumps to functions whose ends cannot be told.
    var goesOn = false
  }

  /// Code that lies together.
  struct Part {
    let address: UInt64
    let bytes: [UInt8]
    /// The length of each instruction, where it begins; else 0.
    let lengths: [UInt8]

    func contains(_ place: UInt64) -> Bool { place >= address && place - address < bytes.count }
    func isInstruction(_ place: UInt64) -> Bool { lengths[Int(place - address)] > 0 }
    /// The instruction that begins at a place; `nil` where none does.
    func instruction(at place: Int) -> ArraySlice<UInt8>? {
      guard bytes.indices.contains(place), lengths[place] > 0 else { return nil }
      return bytes[place..<min(bytes.count, place + Int(lengths[place]))]
    }
  }

  /// The most bytes of a function's part.
  static let mostBytes: UInt64 = 1 << 20
  private static let mostParts = 8
  private static let mostReturns = 64

  /// Whether there is a library that disassembles.
  static var isAvailable: Bool { csymbols_can_disassemble() }

  private(set) var parts: [Part] = []
  /// Where its calls end.
  var ends = Ends()
  /// The jumps by which it hands over to another function, and where these go.
  var handovers: [(jump: UInt64, function: UInt64)] = []
  /// Where direct jumps go.
  var targets: Set<UInt64> = []
  /// Whether it takes its stack from another register than the one for frames, or from memory.
  var switchesStack = false
  /// The reason that keeps the ends of its calls from being seen.
  var obstacle: CodeObstacle?

  /// Takes a function apart, and its parts that lie elsewhere.
  ///
  /// - Parameters:
  ///   - address: Where it begins.
  ///   - size: Its bytes.
  ///   - source: The file.
  init(at address: UInt64, size: UInt64, in source: CodeSource) {
    guard Self.isAvailable else {
      obstacle = .noDisassembler
      return
    }
    guard size > 0, size <= Self.mostBytes else {
      obstacle = .unknownSize
      return
    }
    add(source.code(at: address, most: size), at: address)
    var next = 0
    while obstacle == nil, next < parts.count {
      walk(parts[next], source)
      next += 1
    }
    if obstacle == nil { checkTargets() }
    if obstacle == nil { addEndsOfHandovers(from: address, source) }
    ends.returns = Set(ends.returns).sorted()
    if obstacle == nil, ends.returns.count > Self.mostReturns { obstacle = .tooManyReturns }
  }

  /// Adds code, taken apart into instructions.
  mutating func add(_ bytes: [UInt8], at address: UInt64) {
    var lengths = [UInt8](repeating: 0, count: bytes.count)
    let read = unsafe csymbols_disassemble(bytes, bytes.count, &lengths)
    guard !bytes.isEmpty, read == bytes.count, parts.count < Self.mostParts else {
      obstacle = .unknownInstructions
      return
    }
    parts.append(Part(address: address, bytes: bytes, lengths: lengths))
  }

  /// A jump into the middle of an instruction: what was read are not the instructions that run.
  private mutating func checkTargets() {
    let isRead = targets.allSatisfy { target in
      parts.contains { $0.contains(target) && $0.isInstruction(target) }
    }
    if !isRead { obstacle = .unknownInstructions }
  }

  private mutating func addEndsOfHandovers(from address: UInt64, _ source: CodeSource) {
    source.begin(address)
    for (jump, function) in handovers {
      let others = source.ends(of: function)
      ends.returns += others?.returns ?? [jump]
      ends.goesOn = ends.goesOn || others?.goesOn ?? true
    }
  }

  /// The first address, from `start` on, where a uprobe is run right by every kernel and the stack
  /// is still as at the start; `nil` where there is none before the code branches.
  func safeStart(from start: UInt64) -> UInt64? {
    // Each turn of a loop to the start would be another call.
    guard let part = parts.first, !targets.contains(start) else { return nil }
    var place = Int(start - part.address)
    while let instruction = part.instruction(at: place) {
      let address = part.address &+ UInt64(place)
      if address != start, targets.contains(address) { return nil }
      if !Instruction.isUnfit(instruction) { return address }
      place += instruction.count
    }
    return nil
  }
}
