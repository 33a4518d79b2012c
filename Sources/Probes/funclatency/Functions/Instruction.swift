// SPDX-License-Identifier: Apache-2.0

/// An instruction of x86-64 by its effect on the flow of control, which its bytes tell.
enum Instruction: Hashable {
  /// It goes on with the next one, perhaps after a call.
  case plain
  /// It returns to the caller.
  case `return`
  /// It may go on so many bytes behind its end; with `always` it does.
  case jump(Int, always: Bool)
  /// It goes on in a function whose address is in memory, as functions of other files are called.
  case leave
  /// It goes on where a register or memory says, or does what its bytes do not tell.
  case elsewhere

  /// - Parameter bytes: The instruction, no more.
  init(_ bytes: ArraySlice<UInt8>) {
    let prefixes: Set<UInt8> = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf2, 0xf3]
    var rest = bytes.drop { prefixes.contains($0) }
    if let rex = rest.first, rex & 0xf0 == 0x40 { rest = rest.dropFirst() }
    guard let opcode = rest.first else {
      self = .plain
      return
    }
    let operands = rest.dropFirst()
    switch opcode {
    case 0xc2, 0xc3: self = .return
    case 0xca, 0xcb, 0xcf, 0xea: self = .elsewhere
    case 0x70...0x7f, 0xe0...0xe3: self = .jump(Self.distance(operands, 1), always: false)
    case 0xeb: self = .jump(Self.distance(operands, 1), always: true)
    case 0xe9: self = .jump(Self.distance(operands, 4), always: true)
    case 0x0f where (0x80...0x8f).contains(operands.first ?? 0):
      self = .jump(Self.distance(operands.dropFirst(), 4), always: false)
    case 0xff where operands.first == 0x25: self = .leave
    case 0xff where [4, 5].contains((operands.first ?? 0) >> 3 & 7): self = .elsewhere
    default: self = .plain
    }
  }

  /// Whether kernels do not run this instruction rightly for a uprobe. They look at the opcode of
  /// one with a VEX or EVEX prefix as if it had none, so that a comparison of vectors becomes a
  /// jump; and they refuse those with a `lock` or the prefix of a segment.
  static func isUnfit(_ bytes: ArraySlice<UInt8>) -> Bool {
    let vectors: Set<UInt8> = [0x62, 0xc4, 0xc5]
    let refused: Set<UInt8> = [0x26, 0x2e, 0x36, 0x3e, 0xf0]
    let others: Set<UInt8> = [0x64, 0x65, 0x66, 0x67, 0xf2, 0xf3]
    guard let first = bytes.first(where: { !others.contains($0) }) else { return false }
    return refused.contains(first) || bytes.first.map(vectors.contains) ?? false
  }

  /// Whether it gives back what the function has of the stack: `pop`, `leave`, or an addition to
  /// the stack pointer.
  static func restoresStack(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    if let rex = rest.first, rex & 0xf0 == 0x40 { rest = rest.dropFirst() }
    guard let opcode = rest.first else { return false }
    if (0x58...0x5f).contains(opcode) || opcode == 0xc9 { return true }
    let toStackPointer: UInt8 = 0xc4
    return [0x81, 0x83].contains(opcode) && rest.dropFirst().first == toStackPointer
  }

  /// Whether it gives the stack pointer (rsp) what is in memory or in another register than rbp,
  /// which ends a frame.
  static func setsStackPointer(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    var prefix: UInt8 = 0
    if let rex = rest.first, rex & 0xf0 == 0x40 {
      prefix = rex
      rest = rest.dropFirst()
    }
    guard let opcode = rest.first else { return false }
    let isExtendedRegister = prefix & 4 != 0, isExtendedOther = prefix & 1 != 0
    if opcode == 0x5c { return !isExtendedOther }
    guard let operands = rest.dropFirst().first, prefix & 8 != 0 else { return false }
    let register = operands >> 3 & 7, other = operands & 7, isRegister = operands >> 6 == 3
    let toOther = isRegister && other == 4 && !isExtendedOther
    let toRegister = register == 4 && !isExtendedRegister
    switch opcode {
    case 0x89: return toOther && (register != 5 || isExtendedRegister)
    case 0x8b: return toRegister && (!isRegister || other != 5 || isExtendedOther)
    case 0x87: return toOther || toRegister
    default: return false
    }
  }

  private static func distance(_ bytes: ArraySlice<UInt8>, _ count: Int) -> Int {
    let raw = bytes.prefix(count).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return count == 1 ? Int(Int8(truncatingIfNeeded: raw)) : Int(Int32(bitPattern: raw))
  }
}
