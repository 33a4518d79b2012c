// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects
import Testing

@Suite struct HookKindTests {
  private static func programs(_ object: ProbeObject) throws -> [ProgramDescription] {
    try OpenObject(object.bytes, name: "object").programDescriptions
  }

  @Test func `every kind of hook has its programs in the objects made from the table`() throws {
    let kinds = Hook.Kind.allCases.map(\.rawValue)
    let floor = kinds.flatMap { kind in (0..<8).map { "\(kind)_\($0)" } }
    #expect(try Self.programs(.floor).map(\.name).sorted() == floor.sorted())
    let features = (kinds + ["perf_event", "iter"]).map { "on_\($0)" }
    #expect(try Self.programs(.features).map(\.name).sorted() == features.sorted())
    for program in try Self.programs(.features) {
      let kind = Hook.Kind(rawValue: String(program.name.dropFirst("on_".count)))
      #expect(kind.map { ProgramKind($0) == program.kind } ?? true, "\(program.name)")
    }
  }
}
