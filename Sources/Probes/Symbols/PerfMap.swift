// SPDX-License-Identifier: Apache-2.0

/// The functions that a process made while it ran, as compilers of Java, JavaScript and .NET list
/// them for perf: `/tmp/perf-PID.map`, `START SIZE NAME` a line, the numbers hexadecimal.
struct PerfMap {
  /// More is not read: 64 MiB is a million functions.
  static let mostBytes = 1 << 26
  static let mostFunctions = 1 << 21

  private let text: [UInt8]
  /// Where pieces of memory begin, sorted; one ends where the next begins.
  private let edges: [UInt64]
  /// Where in the text the name of each piece's function is; `nil` of a gap.
  private let names: [Range<Int>?]

  /// The list in the process's own `/tmp`, where the process or root wrote it; the number in its
  /// name is the one that the process has in its own PID namespace.
  ///
  /// - Returns: `nil` where there is none.
  /// - Throws: `PerfMapError`: it is too large.
  init?(of process: borrowing ProcessFolder) throws(PerfMapError) {
    guard let number = process.status("NSpid").last.flatMap({ UInt32($0) }),
      let user = process.status("Uid").dropFirst().first.flatMap({ UInt32($0) }),
      let file = process.file("/tmp/perf-\(number).map")?.openedFile(), let owner = file.owner,
      owner == user || owner == 0
    else { return nil }
    guard let text = file.bytes(atMost: Self.mostBytes) else { throw .tooLarge }
    try self.init(text)
  }

  /// Reads a list, without lines that do not fit and a last one that is still being written.
  init(_ text: [UInt8]) throws(PerfMapError) {
    var functions: [(range: Range<UInt64>, name: Range<Int>)] = []
    var start = 0
    while let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) {
      if let function = Self.function(text[start..<end]) { functions.append(function) }
      if functions.count > Self.mostFunctions { throw .tooLarge }
      start = end + 1
    }
    self.text = text
    edges = Self.unique(functions.flatMap { [$0.range.lowerBound, $0.range.upperBound] })
    names = Self.pieces(of: functions, edges)
  }

  private static func function(
    _ line: ArraySlice<UInt8>
  ) -> (range: Range<UInt64>, name: Range<Int>)? {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
    guard words.count == 3, let start = number(words[0]), let size = number(words[1]), size > 0,
      size <= .max - start
    else { return nil }
    return (start..<start + size, words[2].startIndex..<words[2].endIndex)
  }

  private static func number(_ word: ArraySlice<UInt8>) -> UInt64? {
    let text = String(decoding: word, as: UTF8.self)
    return UInt64(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text, radix: 16)
  }

  private static func unique(_ edges: [UInt64]) -> [UInt64] {
    var kept: [UInt64] = []
    for edge in edges.sorted() where edge != kept.last { kept.append(edge) }
    return kept
  }

  /// Whose each piece is: memory is used again, and what was written later is there now.
  private static func pieces(
    of functions: [(range: Range<UInt64>, name: Range<Int>)], _ edges: [UInt64]
  ) -> [Range<Int>?] {
    var names = [Range<Int>?](repeating: nil, count: edges.count)
    // The next piece from here on that nobody has; links are made shorter as they are followed.
    var free = Array(0...edges.count)
    func next(_ piece: Int) -> Int {
      var piece = piece
      while free[piece] != piece {
        free[piece] = free[free[piece]]
        piece = free[piece]
      }
      return piece
    }
    for (range, name) in functions.reversed() {
      let end = last(range.upperBound, edges) ?? 0
      var piece = next(last(range.lowerBound, edges) ?? 0)
      while piece < end {
        names[piece] = name
        free[piece] = piece + 1
        piece = next(piece + 1)
      }
    }
    return names
  }

  /// The last edge that is not behind an address.
  private static func last(_ address: UInt64, _ edges: [UInt64]) -> Int? {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= address { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// The name of the function that an address is in.
  func function(at address: UInt64) -> String? {
    guard let piece = Self.last(address, edges), let name = names[piece] else { return nil }
    return String(decoding: text[name].prefix(Self.longestName), as: UTF8.self)
  }

  private static let longestName = 1024
}

/// Why a list of functions was not read.
enum PerfMapError: Error {
  /// It has more bytes, or more functions, than is sensible.
  case tooLarge
}

extension PerfMapError: CustomStringConvertible {
  var description: String {
    "the functions that it made have no names: its /tmp/perf-PID.map is larger than "
      + "\(PerfMap.mostBytes >> 20) MiB, or has more than \(PerfMap.mostFunctions) functions"
  }
}
