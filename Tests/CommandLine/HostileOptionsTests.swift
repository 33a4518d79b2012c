// SPDX-License-Identifier: Apache-2.0

import Probes
import Subjects
import Testing

@testable import tare

/// Command lines that nobody would write: none crashes the parser, and each is right, asks for
/// help, or means nothing, which is 64.
@Suite struct HostileOptionsTests {
  private static let vectorsOfACommand = 60

  /// SplitMix64: the same vectors in every run.
  private struct Noise: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var value = state
      value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
      return value ^ (value >> 31)
    }
  }

  @Test func `the grammar knows every tool and its options`() throws {
    let commands = try OptionGrammar.commands()
    let words = Set(commands.map { $0.words.joined(separator: " ") })
    for tool in Catalogue.tools { #expect(words.contains(tool.name)) }
    #expect(words.isSuperset(of: ["measure", "kernels list", "matrix", "features", "report"]))
    for command in commands where Catalogue.tool(named: command.words[0]) != nil {
      #expect(command.options.contains("--pid"))
      #expect(command.flags.contains("--json"))
    }
  }

  @Test(arguments: try OptionGrammar.commands().map(\.words))
  func `random arguments are taken or refused with 64`(words: [String]) throws {
    let command = try #require(try OptionGrammar.commands().first { $0.words == words })
    var taken = 0
    for seed in 1...UInt64(Self.vectorsOfACommand) {
      var noise = Noise(state: seed)
      let vector = OptionGrammar.vector(for: command, &noise)
      let code = ParserAnswer(to: vector).exitCode
      #expect(code == 0 || code == 64, "seed \(seed): \(vector)")
      taken += code == 0 ? 1 : 0
    }
    // Else the grammar would be made of nonsense only.
    #expect((1..<Self.vectorsOfACommand).contains(taken), "\(taken) of the vectors were taken")
  }
}
