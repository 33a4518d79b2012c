// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
@testable import tare

/// The options of each command as the command line's own description has them, so that none is
/// forgotten.
struct OptionGrammar {
  /// A command by its words, and what it takes.
  struct Command {
    var words: [String]
    var flags: [String] = []
    var options: [String] = []
    var positionals = 0
  }

  /// Every command that has no subcommands.
  static func commands() throws -> [Command] {
    let text = Data(Tare._dumpHelp().utf8)
    return flatten(try JSONDecoder().decode(Whole.self, from: text).command, [])
  }

  private struct Whole: Decodable { var command: Described }

  private struct Described: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        var kind: String
        var name: String
      }
      var kind: String
      var names: [Name]?
    }
    var commandName: String
    var subcommands: [Described]?
    var arguments: [Argument]?
  }

  private static func flatten(_ described: Described, _ above: [String]) -> [Command] {
    let words = described.commandName == "tare" ? [] : above + [described.commandName]
    if let below = described.subcommands, !below.isEmpty {
      return below.flatMap { flatten($0, words) }
    }
    var command = Command(words: words)
    for argument in described.arguments ?? [] {
      let names = (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
      switch argument.kind {
      case "flag": command.flags += names
      case "option": command.options += names
      default: command.positionals += 1
      }
    }
    return [command]
  }

  /// Values that some option takes, and values that none does.
  private static let values = [
    "0", "1", "-1", "10", "0.5", "1e9", "1e308", "-0", "nan", "inf", "", " ", "-", "--", "=", "a=b",
    "4294967295", "4294967296", "18446744073709551616", "99999999999999999999999999", "0x10", "1K",
    "16M", "1G", "3G", "9223372036854775807G", "K", "vda", "../etc", "/proc/1", "O_WRONLY",
    "wronly",
    "O_NONE", "ENOENT", "4095", "4096", "EWHAT", "tp_btf", "fexit", "opensnoop", "nothing",
    "[a-z]+",
    "(", "[", "*", "a{2,1}", "(?<n>a)\\k<n>", "\\", "(a*)*b", "é", "名前", "a\nb", "\t", "\u{1B}[2J",
    "sixteen-bytes-it", "fifteen-bytes-it", "vfs_read", "libc:malloc", ":", "a:", ":b", "5.10",
    "6.12",
    "json", "no such file", String(repeating: "x", count: 200),
  ]

  /// A vector of arguments for a command: right ones, wrong ones, and nonsense.
  static func vector(for command: Command, _ noise: inout some RandomNumberGenerator) -> [String] {
    var vector = command.words
    for _ in 0..<Int.random(in: 0...7, using: &noise) {
      vector += piece(of: command, &noise)
    }
    return vector
  }

  private static func piece(
    of command: Command, _ noise: inout some RandomNumberGenerator
  ) -> [String] {
    let value = values.randomElement(using: &noise) ?? ""
    let flag = command.flags.randomElement(using: &noise) ?? "--help"
    let option = command.options.randomElement(using: &noise) ?? "--version"
    switch Int.random(in: 0...9, using: &noise) {
    case 0, 1: return [flag]
    case 2, 3: return [option, value]
    case 4: return ["\(option)=\(value)"]
    case 5: return [option]
    case 6: return [value]
    case 7: return ["\(flag)=\(value)"]
    case 8: return ["\(option.prefix(4))\(value)", "-\(flag.last ?? "x")\(option.last ?? "y")"]
    default: return ["--\(value)"]
    }
  }
}
