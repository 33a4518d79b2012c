// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Results

/// `tare generate-known-costs`: the table of costs that a build embeds, from documents of results/.
struct KnownCostsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate-known-costs",
    abstract: "Print the table of costs that the next build tells in its help texts.",
    shouldDisplay: false)

  @Argument(help: ArgumentHelp("A document of tare matrix.", valueName: "matrix.json"))
  var matrix: String

  @Argument(help: ArgumentHelp("A document of tare measure.", valueName: "measure.json"))
  var measure: String

  func run() throws {
    do {
      let table = try KnownCosts.table(MatrixDocument(path: matrix), MeasureDocument(path: measure))
      print(table, terminator: "")
    } catch {
      Terminal.complain("\(error)")
      throw Failure.machinery
    }
  }
}
