// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kernels
import Probes
import Scale
import Subjects
import System
import Workloads

/// The files for all guests of a run, in memory: the initramfs, the ext4 disk, the list of cells.
final class GuestKit: Sendable {
  /// Every probe on every rung.
  let cells: [GuestJobs.CellName]
  /// The initramfs without any module.
  let initramfs: MemoryFile
  private let content: Initramfs
  private let disk: MemoryFile
  private static let diskBytes = 1 << 30

  /// Makes the files for the matrix's probes, or throws the reason that no guest can start.
  init(probes: [any ProbeSubject]) throws(KernelsError) {
    cells = probes.flatMap(Self.cells)
    content = try Self.content(probes)
    initramfs = try content.inMemory()
    disk = try Self.makeDisk(bytes: Self.diskBytes)
  }

  /// An initramfs with modules and padding of some bytes.
  func initramfs(modules: [Kernel.Module], padding: Int) throws(KernelsError) -> MemoryFile {
    if modules.isEmpty && padding == 0 { return initramfs }
    var content = content
    try content.add(modules: modules)
    if padding > 0 { content.add([UInt8](repeating: 0x5a, count: padding), at: "/padding") }
    return try content.inMemory()
  }

  /// QEMU's arguments for the ext4 disk, of which the guest writes to a copy.
  var fileSystemArguments: [String] {
    [
      "-drive", "file=\(disk.path),format=raw,if=none,id=ext4,snapshot=on",
      "-device", "nvme,drive=ext4,serial=\(GuestPlace.fileSystemSerial)",
    ]
  }

  private static func cells(of probe: any ProbeSubject) -> [GuestJobs.CellName] {
    probe.ways.map { GuestJobs.CellName(probe: probe.name, rung: $0.name) }
  }

  /// The cells that a place can weigh: all or, without a disk, those that need none.
  private static func cells(
    of probes: [any ProbeSubject], at place: CostBoot.Place
  ) -> [GuestJobs.CellName] {
    probes.filter { place == .nullBlock || !$0.watching.needsDisk }.flatMap(cells)
  }

  /// The initramfs with tare, the workloads, and a job for each place of weighing.
  private static func content(_ probes: [any ProbeSubject]) throws(KernelsError) -> Initramfs {
    var content = try Initramfs(tare: OwnProgram.path)
    for name in Set(Workload.all.flatMap(\.executables)).sorted() {
      try content.add(executable: "\(OwnProgram.folder)/\(name)")
    }
    for place in CostBoot.Place.allCases {
      let order = GuestJobs.WeighingOrder(place: place, cells: cells(of: probes, at: place))
      try content.add(job: place.rawValue, kind: GuestJobs.instructions, input: order)
    }
    let image = try makeDisk(bytes: NullBlock.fileSystemBytes)
    content.add(try SparseImage(of: image).bytes, at: NullBlock.image)
    return content
  }

  private static func makeDisk(bytes: Int) throws(KernelsError) -> MemoryFile {
    let disk: MemoryFile
    do throws(SystemError) { disk = try MemoryFile(named: "tare-ext4", size: bytes) } catch {
      throw .cannotStore(path: "tare-ext4", reason: error.description)
    }
    // -F: mke2fs asks before using what is neither a device nor a named file.
    _ = try ExternalCommand(name: "mke2fs", package: "e2fsprogs").run(
      ["-q", "-F", "-t", "ext4", "-b", "4096", "-E", "lazy_itable_init=0", disk.path],
      deadline: .seconds(30))
    return disk
  }
}
