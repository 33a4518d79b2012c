// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProbeObjects
import Probes
import Results
import Subjects
import System

/// `tare objects`.
struct ObjectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "objects", abstract: "Write the compiled BPF objects out, for other loaders.",
    discussion: """
      One ELF file a probe, NAME.bpf.o, for libbpf and whatever is built on it. The licence of the \
      objects is GPL-2.0-only OR BSD-2-Clause.
      """)

  @Argument(
    help: ArgumentHelp("The folder; it is made where there is none.", valueName: "directory"))
  var directory: String

  func run() throws {
    do throws(SystemError) { try Folder.make(directory) } catch {
      Terminal.complain("cannot make \(directory): \(error.text)")
      throw Failure.machinery
    }
    for tool in Catalogue.tools {
      let path = "\(directory)/\(tool.name).bpf.o"
      do throws(ResultsError) {
        try ResultFile.write(tool.probe.object.bytes, to: path)
      } catch {
        Terminal.complain("\(error)")
        throw Failure.machinery
      }
      print(path)
    }
  }
}
