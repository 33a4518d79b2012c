// SPDX-License-Identifier: Apache-2.0

/// A reader of the names that Rust gives to functions since 2021, `_R…` (RFC 2603).
///
/// Names are from files that may say anything: how deep and how long one may become is limited.
struct RustName {
  struct Refused: Error {}

  private static let deepest = 100
  private static let mostSteps = 10_000
  private static let longest = 4096

  private let text: [UInt8]
  var position = 0
  var output = ""
  private var depth = 0
  private var steps = 0
  var boundLifetimes: UInt64 = 0
  /// Whether what is read is left out.
  var isSilent = false

  /// The readable form; `nil` where the symbol is no such name.
  static func readable(_ symbol: String) -> String? {
    guard symbol.hasPrefix("_R") else { return nil }
    // What is behind a dot or a dollar is the linker's.
    let text = symbol.utf8.dropFirst(2).prefix {
      $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "$")
    }
    var name = RustName(text: Array(text))
    do throws(Refused) {
      try name.readPath(inValue: true)
      // The crate that asked for it.
      if name.position < name.text.count {
        name.isSilent = true
        try name.readPath(inValue: false)
      }
    } catch { return nil }
    return name.position == name.text.count ? name.output : nil
  }

  private init(text: [UInt8]) { self.text = text }

  func peek() -> UInt8? { position < text.count ? text[position] : nil }

  mutating func next() throws(Refused) -> UInt8 {
    guard let byte = peek() else { throw Refused() }
    position += 1
    return byte
  }

  mutating func takes(_ letter: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: letter) else { return false }
    position += 1
    return true
  }

  mutating func write(_ piece: String) throws(Refused) {
    if isSilent { return }
    output += piece
    if output.utf8.count > Self.longest { throw Refused() }
  }

  /// Goes one level down, for as long as `body` runs.
  mutating func nested(_ body: (inout RustName) throws(Refused) -> Void) throws(Refused) {
    (depth, steps) = (depth + 1, steps + 1)
    if depth > Self.deepest || steps > Self.mostSteps { throw Refused() }
    try body(&self)
    depth -= 1
  }

  mutating func number62() throws(Refused) -> UInt64 {
    if takes("_") { return 0 }
    var value: UInt64 = 0
    while !takes("_") {
      let digit: UInt8
      switch try next() {
      case let byte where (0x30...0x39).contains(byte): digit = byte - 0x30
      case let byte where (0x61...0x7a).contains(byte): digit = byte - 0x61 + 10
      case let byte where (0x41...0x5a).contains(byte): digit = byte - 0x41 + 36
      default: throw Refused()
      }
      let (product, isLong) = value.multipliedReportingOverflow(by: 62)
      let (sum, isLonger) = product.addingReportingOverflow(UInt64(digit))
      if isLong || isLonger { throw Refused() }
      value = sum
    }
    if value == .max { throw Refused() }
    return value + 1
  }

  mutating func optionalNumber(after letter: Unicode.Scalar) throws(Refused) -> UInt64 {
    guard takes(letter) else { return 0 }
    let number = try number62()
    if number == .max { throw Refused() }
    return number + 1
  }

  /// A name as it is written in the program.
  mutating func word() throws(Refused) -> String {
    let isPunycode = takes("u")
    var count = 0
    guard let first = peek(), (0x30...0x39).contains(first) else { throw Refused() }
    // A number does not begin with 0.
    if takes("0") { return "" }
    while let byte = peek(), (0x30...0x39).contains(byte), count < text.count {
      count = count * 10 + Int(byte - 0x30)
      position += 1
    }
    _ = takes("_")
    guard count <= text.count - position else { throw Refused() }
    let word = String(decoding: text[position..<position + count], as: UTF8.self)
    position += count
    return isPunycode ? "punycode{\(word)}" : word
  }

  /// Reads at an earlier place.
  mutating func readBack(
    from start: Int, _ body: (inout RustName) throws(Refused) -> Void
  ) throws(Refused) {
    let place = try number62()
    guard place < UInt64(start) else { throw Refused() }
    let end = position
    position = Int(place)
    if !isSilent { try nested(body) }
    position = end
  }
}
