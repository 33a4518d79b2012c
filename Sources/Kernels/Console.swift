// SPDX-License-Identifier: Apache-2.0

/// A guest's console output: bounded, and searched for complaints as it comes.
public struct Console: Hashable, Codable, Sendable {
  /// Complaints, in order; at most 64 are kept.
  public private(set) var findings: [ConsoleFinding] = []
  /// The number of bytes received.
  public private(set) var byteCount = 0

  private var start: [UInt8] = []
  private var end: [UInt8] = []
  private var line: [UInt8] = []

  private static let keptAtStart = 8 << 10
  private static let keptAtEnd = 32 << 10
  private static let longestLine = 4 << 10
  private static let mostFindings = 64

  /// An empty console.
  public init() {}

  /// Takes the next piece, of any length.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes where byte != UInt8(ascii: "\r") {
      byteCount += 1
      keep(byte)
      if byte == UInt8(ascii: "\n") {
        endLine()
      } else if line.count < Self.longestLine {
        line.append(byte)
      }
    }
  }

  /// The whole output or, where long, its start and end.
  public var text: String {
    guard byteCount > start.count + end.count else {
      return String(decoding: start + end, as: UTF8.self)
    }
    let left = byteCount - start.count - end.count
    return String(decoding: start, as: UTF8.self) + "\n[… \(left) bytes …]\n"
      + String(decoding: end, as: UTF8.self)
  }

  /// The last lines that are not empty.
  public func lastLines(_ count: Int) -> [String] {
    let lines = String(decoding: start + end, as: UTF8.self).split(separator: "\n")
    return lines.suffix(count).map(String.init)
  }

  /// The first finding of a kind.
  public func first(_ kind: ConsoleFinding.Kind) -> ConsoleFinding? {
    findings.first { $0.kind == kind }
  }

  /// The sign of too little memory: a process killed for it, or an initramfs that had no room.
  public var shortageOfMemory: ConsoleFinding? {
    first(.outOfMemory)
      ?? findings.first { $0.kind == .initramfs && $0.line.hasSuffix("write error") }
  }

  private mutating func keep(_ byte: UInt8) {
    if start.count < Self.keptAtStart {
      start.append(byte)
      return
    }
    end.append(byte)
    // Removed seldom and in bulk, as removal moves all other bytes.
    if end.count >= 2 * Self.keptAtEnd { end.removeFirst(Self.keptAtEnd) }
  }

  private mutating func endLine() {
    defer { line.removeAll(keepingCapacity: true) }
    guard findings.count < Self.mostFindings else { return }
    if let finding = ConsoleFinding(consoleLine: String(decoding: line, as: UTF8.self)) {
      findings.append(finding)
    }
  }
}
