// SPDX-License-Identifier: Apache-2.0

import CProbeRecords
@testable import Probes
import Testing

@Suite struct ProbeFilterTests {
  private static func settings(_ filter: ProbeFilter, cgroup: UInt64 = 0) -> filter_settings {
    filter.settings(
      cgroupNumber: cgroup, .init(pid: filter.pid, tid: filter.tid), in: .machine)
  }

  @Test func `what is not asked for is no condition`() {
    let settings = Self.settings(ProbeFilter())
    #expect(settings.conditions == 0)
    #expect(ProbeFilter().placements.isEmpty)
  }

  @Test func `each condition stands for itself`() {
    let filters = [
      ProbeFilter(pid: 0), ProbeFilter(tid: 0), ProbeFilter(uid: 0), ProbeFilter(comm: []),
      ProbeFilter(cgroup: "/"), ProbeFilter(family: 1),
    ]
    let conditions = filters.map { Self.settings($0, cgroup: 7).conditions }
    #expect(conditions == [1, 2, 4, 8, 16, 32])
    #expect(ProbeFilter(family: 1).placements.count == 2)
  }

  @Test func `numbers arrive as they are`() {
    let settings = Self.settings(
      ProbeFilter(pid: 1, tid: 2, uid: 3, cgroup: "/"), cgroup: 1 << 40)
    #expect((settings.pid, settings.tid, settings.uid) == (1, 2, 3))
    #expect(settings.cgroup_id == 1 << 40)
  }

  @Test func `a name is two little-endian numbers with their mask`() {
    let short = Self.settings(ProbeFilter(comm: Array("ab".utf8)))
    #expect(short.comm == (0x6261, 0))
    #expect(short.comm_mask == (0xffff, 0))
    let long = Self.settings(ProbeFilter(comm: Array("12345678xy".utf8)))
    #expect(long.comm == (0x3837_3635_3433_3231, 0x7978))
    #expect(long.comm_mask == (.max, 0xffff))
  }

  @Test func `events tell the numbers of the namespace unless the machine's are asked for`() {
    let nested = Numbering(isNested: true)
    #expect(nested.told(machine: 4711, namespace: 3) == 3)
    #expect(nested.visible(machine: 4711, namespace: 0) == nil)
    let asked = Numbering(isNested: true, tellsMachine: true)
    #expect(asked.told(machine: 4711, namespace: 3) == 4711)
    #expect(asked.visible(machine: 4711, namespace: 3) == 3)
    #expect(Numbering().told(machine: 4711, namespace: 0) == 4711)
    #expect(Numbering().visible(machine: 4711, namespace: 0) == 4711)
  }

  @Test func `flags have their names, and what holds another is named once`() {
    #expect(OpenFlag.all(in: 0).map(\.name) == ["O_RDONLY"])
    #expect(OpenFlag.all(in: 0o102101).map(\.name) == ["O_WRONLY", "O_CREAT", "O_APPEND"])
    #expect(OpenFlag.all(in: 0o4010002).map(\.name) == ["O_RDWR", "O_SYNC"])
    #expect(OpenFlag.all(in: 0o20200002).map(\.name) == ["O_RDWR", "O_TMPFILE"])
    #expect(OpenFlag.all(in: 0o3).isEmpty)
  }
}
