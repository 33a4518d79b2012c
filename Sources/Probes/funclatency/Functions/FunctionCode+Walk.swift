// SPDX-License-Identifier: Apache-2.0

extension FunctionCode {
  /// Looks at each instruction of a part: where it ends calls, and where it jumps.
  mutating func walk(_ part: Part, _ source: CodeSource) {
    var restoresStack = false
    for place in part.bytes.indices {
      guard let bytes = part.instruction(at: place) else { continue }
      let address = part.address &+ UInt64(place)
      if Instruction.setsStackPointer(bytes) { switchesStack = true }
      switch Instruction(bytes) {
      case .plain: break
      case .return: ends.returns.append(address)
      case .leave: leave(at: address)
      // What is done last before a function is left for another.
      case .elsewhere where restoresStack: leave(at: address)
      case .elsewhere: if !source.followsTables { obstacle = .goesOn }
      case .jump(let distance, let always):
        let end = Int(truncatingIfNeeded: part.address) &+ bytes.endIndex
        let target = UInt64(truncatingIfNeeded: end &+ distance)
        if let reason = follow(from: address, to: target, always: always, source) {
          obstacle = reason
          return
        }
      }
      restoresStack = Instruction.restoresStack(bytes)
    }
  }

  private mutating func leave(at address: UInt64) {
    ends.returns.append(address)
    ends.goesOn = true
  }

  /// Follows a jump within the function, to a part of it elsewhere, or to another function.
  ///
  /// - Returns: The reason that the function cannot be taken apart, if there is one.
  private mutating func follow(
    from jump: UInt64, to target: UInt64, always: Bool, _ source: CodeSource
  ) -> CodeObstacle? {
    if parts.contains(where: { $0.contains(target) }) {
      targets.insert(target)
      return nil
    }
    guard let (start, code) = source.laterPart(at: target) else {
      guard always, source.functions.isFunction(target) else { return .goesOn }
      handovers.append((jump, target))
      return nil
    }
    targets.insert(target)
    add(code, at: start)
    if let obstacle { return obstacle }
    // Else the target would be asked for again and again.
    return parts.contains { $0.contains(target) } ? nil : .goesOn
  }
}
