// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kernels
import Probes
import Weighing
import Workloads

/// What all guests of a run share: the initramfs, the disk with ext4, the list of cells. Removed with the run.
final class GuestKit: Sendable {
  /// The initramfs, with this program and the workloads.
  let initramfs: String
  /// Every probe on every rung.
  let cells: [GuestJobs.CellName]
  private let disk: String
  private static let diskBytes = 1 << 30

  init(probes: [WeighedProbe], folder: String) throws(KernelsError) {
    cells = probes.flatMap { probe in
      probe.ladder.map { GuestJobs.CellName(probe: probe.name, rung: $0.name) }
    }
    initramfs = "\(folder)/tare-initramfs.\(getpid())"
    disk = "\(folder)/tare-disk.\(getpid())"
    var content = try Initramfs(tare: Self.ownProgram)
    for name in Set(Workload.all.flatMap(\.executables)).sorted() {
      try content.add(executable: "\(Self.ownFolder)/\(name)")
    }
    try content.write(to: initramfs)
    try makeDisk()
  }

  /// A sparse file with an empty ext4, which guests write to without changing it.
  private func makeDisk() throws(KernelsError) {
    let file = unsafe open(disk, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0, ftruncate(file, Self.diskBytes) == 0 else {
      throw .cannotStore(path: disk, reason: unsafe String(cString: strerror(errno)))
    }
    close(file)
    _ = try Tool(name: "mke2fs", package: "e2fsprogs").run(
      ["-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=0", disk], deadline: .seconds(30))
  }

  /// What gives a guest that disk.
  var fileSystemArguments: [String] {
    [
      "-drive", "file=\(disk),format=raw,if=none,id=ext4,snapshot=on",
      "-device", "nvme,drive=ext4,serial=\(GuestPlace.fileSystemSerial)",
    ]
  }

  /// The path of the running program. Not `/proc/self/exe`, which is another program to whoever reads it.
  private static var ownProgram: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    let path = buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
    return String(decoding: path, as: UTF8.self)
  }

  private static var ownFolder: String {
    ownProgram.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
  }

  deinit {
    _ = unsafe unlink(initramfs)
    _ = unsafe unlink(disk)
  }
}
