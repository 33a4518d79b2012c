// SPDX-License-Identifier: Apache-2.0

@testable import Probes
import Testing

@Suite struct PerfMapTests {
  private func map(_ text: String) throws -> PerfMap { try PerfMap(Array(text.utf8)) }

  @Test(
    arguments: [
      (0xfff, nil), (0x1000, "first"), (0x10ff, "first"), (0x1100, nil), (0x2000, "a b<int>;c"),
      (0x200f, "a b<int>;c"), (0x2010, nil), (.max, nil),
    ] as [(UInt64, String?)])
  func `an address has the name of the function that holds it`(address: UInt64, name: String?)
    throws
  {
    let map = try map("1000 100 first\n0x2000 10 a b<int>;c\n")
    #expect(map.function(at: address) == name)
  }

  @Test func `what was written later is there now`() throws {
    let map = try map("1000 100 old\n1040 20 new\n10f0 20 last\n1000 8 newest\n")
    let names = [0x1000, 0x1007, 0x1008, 0x1040, 0x105f, 0x1060, 0x10f0, 0x110f, 0x1110].map {
      map.function(at: $0)
    }
    #expect(names == ["newest", "newest", "old", "new", "new", "old", "last", "last", nil])
  }

  @Test func `a line that is being written does not count, nor does one that is none`() throws {
    let map = try map(
      "1000\n\n1000 0 empty\nzz 10 no\n1000 10\nffffffffffffffff 2 over\n-1 4 minus\n1000 10 hal")
    #expect(map.function(at: 0x1000) == nil)
    #expect(map.function(at: .max) == nil)
  }

  @Test func `an empty list has no functions`() throws {
    #expect(try map("").function(at: 0) == nil)
    #expect(try map("\n\n").function(at: .max) == nil)
  }

  @Test func `more functions than is sensible are none at all`() throws {
    let text = [UInt8](
      [[UInt8]](repeating: Array("1 1 a\n".utf8), count: PerfMap.mostFunctions + 1).joined())
    #expect(throws: PerfMapError.tooLarge) { try PerfMap(text) }
  }

  @Test(arguments: UInt64(1)...16) func `any lines are read as one by one would tell`(seed: UInt64)
    throws
  {
    var noise = Noise(seed: seed)
    let functions = (0..<200).map { index in
      let words = noise.words(2...2)
      return (start: words[0] % 500, size: words[1] % 60, name: "f\(index)")
    }
    let text = functions.map {
      "\(String($0.start, radix: 16)) \(String($0.size, radix: 16)) \($0.name)\n"
    }
    let map = try map(text.joined())
    for address in UInt64(0)..<600 {
      let expected = functions.last { $0.start <= address && address < $0.start + $0.size }?.name
      #expect(map.function(at: address) == expected, "seed \(seed)")
    }
  }
}
