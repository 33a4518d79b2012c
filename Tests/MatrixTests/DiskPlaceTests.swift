// SPDX-License-Identifier: Apache-2.0

import Subjects
import Testing

@testable import Matrix

@Suite struct DiskPlaceTests {
  private func lacking(_ missing: DiskPlace.Missing?, _ complaints: [String] = []) -> [String:
    String]
  {
    let place = DiskPlace(place: GuestPlace.inMemory, missing: missing, complaints: complaints)
    return Catalogue.probes.reduce(into: [:]) { $0[$1.name] = place.lack(of: $1) }
  }

  @Test func `a kernel without NVMe has no cells on disks, and all others`() {
    let lacking = lacking(.disks)
    #expect(Set(lacking.keys) == ["biolatency", "biosnoop", "ext4slower"])
    #expect(
      lacking["biosnoop"] == "this kernel has no NVMe driver, and no module nvme came with it")
  }

  @Test func `a kernel without ext4 has the cells that read from a disk`() {
    #expect(
      lacking(.fileSystem) == [
        "ext4slower": "this kernel has no ext4, and no module ext4 came with it"
      ])
    #expect(lacking(nil).isEmpty)
  }

  @Test func `where null_blk makes no disk, its reason is told`() {
    let lacking = lacking(.nullBlock(reason: "cannot mount configfs"))
    #expect(Set(lacking.keys) == ["biolatency", "biosnoop", "ext4slower"])
    #expect(Set(lacking.values) == ["cannot mount configfs"])
  }

  @Test func `a module that the kernel refused is told with its reason`() {
    let refusals = [
      "mounting tracefs: no such device", "the module nvme_core: it is of another kernel",
    ]
    #expect(
      lacking(.disks, refusals)["biolatency"]
        == "this kernel has no NVMe driver, and did not take the module nvme_core: "
        + "it is of another kernel")
    #expect(
      lacking(.fileSystem, refusals + ["the module ext4: x", "the module y: x"])["ext4slower"]
        == "this kernel has no ext4, and did not take the module nvme_core: "
        + "it is of another kernel (nor 2 more)")
  }
}
