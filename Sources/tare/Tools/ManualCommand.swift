// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Probes
import Results
import Scale
import Subjects
import System

/// `tare generate-manual`: writes a manual page for each tool and for `tare top`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate-manual", abstract: "Write a manual page for each tool.",
    shouldDisplay: false)

  @Argument(
    help: ArgumentHelp("The folder; it is made where there is none.", valueName: "directory"))
  var directory: String

  func run() throws {
    do throws(SystemError) { try Folder.make(directory) } catch {
      Terminal.complain("cannot make \(directory): \(error.text)")
      throw Failure.machinery
    }
    for tool in Catalogue.tools {
      // It may be read on any machine.
      let ending = Overhead.section(of: tool.name, here: .none)
      try write(Self.page(of: tool.name, tool.command, ending: ending))
    }
    try write(Self.page(of: "top", TopCommand.self, ending: ""))
  }

  private func write(_ page: Page) throws {
    do throws(ResultsError) {
      try ResultFile.write(Array(page.text.utf8), to: "\(directory)/tare-\(page.name).1")
    } catch {
      Terminal.complain("\(error)")
      throw Failure.machinery
    }
  }

  /// A manual page and the command it is about.
  struct Page {
    let name: String
    let text: String
  }

  /// Makes a page in the language of man(7), with the sections and the layout of the help.
  static func page(of name: String, _ command: any ParsableCommand.Type, ending: String) -> Page {
    let help = command.helpMessage(columns: 76) + "\n" + ending
    let body = help.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().map {
      line -> String in
      let isTitle = line.first?.isLetter == true && line.hasSuffix(":") && line == line.uppercased()
      if line.hasPrefix("USAGE: ") { return escaped("USAGE: tare \(line.dropFirst(7))") }
      return isTitle ? ".fi\n.SH \(line.dropLast())\n.nf" : escaped(String(line))
    }
    let text = """
      .TH TARE-\(name.uppercased()) 1 "" "tare \(Version.current)" "Tare"
      .SH NAME
      tare\\-\(name) \\- \(escaped(command.configuration.abstract))
      .SH DESCRIPTION
      .nf
      \(body.joined(separator: "\n"))
      .fi

      """
    return Page(name: name, text: text)
  }

  private static func escaped(_ text: String) -> String {
    let escaped = text.map { $0 == "\\" ? "\\e" : $0 == "-" ? "\\-" : String($0) }.joined()
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&\(escaped)" : escaped
  }
}
