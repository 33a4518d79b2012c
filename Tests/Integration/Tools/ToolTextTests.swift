// SPDX-License-Identifier: Apache-2.0

import Foundation
import Probes
import Subjects
import Testing

extension RunningKernelTests {
  /// What the tools say of themselves, and what can be had of them without running one.
  @Suite struct ToolTextTests {
    private static let tools = Catalogue.tools.map(\.name)

    @Test(arguments: [["opensnoop", "--help"], ["help", "opensnoop"]])
    func `the help goes to standard output, with the cost at its end`(arguments: [String]) throws {
      let outcome = try TareRun(arguments).start().finish()
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.isEmpty)
      let parts = outcome.output.components(separatedBy: "\nOVERHEAD:\n")
      #expect(parts.count == 2)
      #expect(parts.last?.contains("opensnoop") == true)
      #expect(outcome.lines.allSatisfy { $0.count <= 80 })
    }

    @Test(.requiresRoot) func `probes lists each with its question and rungs`() throws {
      let outcome = try TareRun.run("probes")
      #expect(outcome.exitCode == 0)
      let json = try TareRun.run("probes", "--json")
      let objects = try JSONRun.parse(json.output)
      #expect(objects.map { $0["probe"] as? String } == Self.tools)
      for (tool, object) in zip(Self.tools, objects) {
        #expect(outcome.output.contains("\(tool): "))
        #expect((object["question"] as? String)?.hasSuffix("?") == true)
        let probe = try #require(Catalogue.probes.first { $0.name == tool })
        let refused = probe.probe.ladder.filter { Rungs.refusal(of: $0, probe) != nil }.map(\.name)
        #expect(object["refused_rungs"] as? [String] == refused)
        #expect((object["refusals"] as? [String])?.count == refused.count)
        let rungs = probe.probe.ladder.map(\.name).filter { !refused.contains($0) }
        #expect(object["rungs"] as? [String] == rungs)
        for rung in refused {
          #expect(outcome.lines.contains { $0.hasPrefix("  \(rung) ") && $0.contains(" no: ") })
        }
      }
    }

    @Test func `objects writes ELF files for BPF`() throws {
      let folder = try TemporaryFolder()
      let place = folder.url.appending(path: "objects")
      for _ in 0..<2 {
        #expect(try TareRun.run("objects", place.path).exitCode == 0)
      }
      for tool in Self.tools {
        let bytes = try Data(contentsOf: place.appending(path: "\(tool).bpf.o"))
        #expect(bytes.prefix(4) == Data([0x7f, 0x45, 0x4c, 0x46]))
        // e_machine: EM_BPF.
        #expect(bytes[18] == 247)
      }
      let outcome = try TareRun.run("objects", "/no/such/place/objects")
      #expect(outcome.exitCode == 69)
      #expect(outcome.errors.contains("/no/such/place/objects"))
    }

  }
}
