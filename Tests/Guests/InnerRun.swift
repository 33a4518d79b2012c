// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import System

@testable import Kernels
@testable import Workloads

/// A run of the tests' own bundle in a guest, whose kernel refuses nothing.
struct InnerRun {
  private(set) var events: [TestEvent] = []
  /// What the bundle ended with.
  private(set) var exitCode = ""
  private(set) var console = Console()

  /// What the kernel and the tests have printed last, long lines cut.
  var end: String { Self.end(of: console) }

  private static func end(of console: Console) -> String {
    console.lastLines(40).map { "\n\($0.prefix(300))" }.joined()
  }

  /// Runs the tests that take a rung, on those that hosted kernels refuse.
  ///
  /// - Throws: Why the guest did not come to its end, with the end of what was printed.
  init(on kernel: Kernel) throws {
    let disk = try Self.disk()
    do throws(GuestError) {
      try run(on: kernel, disk)
    } catch {
      throw Failure(description: error.sentence + (error.console.map(Self.end) ?? ""))
    }
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The deadlines are against hanging only: on a machine of its own the run takes half a minute.
  private mutating func run(on kernel: Kernel, _ disk: MemoryFile) throws(GuestError) {
    var link = try GuestLink(
      arguments: Self.arguments(kernel, disk), guestIsTold: true, whole: .seconds(450),
      interrupted: { false })
    while exitCode.isEmpty {
      let line = try link.receive(step: "line of the tests", within: .seconds(300))
      if let event = try? JSONDecoder().decode(TestEvent.self, from: Data(line)) {
        events.append(event)
      } else {
        exitCode = String(decoding: line, as: UTF8.self).filter { $0.isASCII && !$0.isWhitespace }
      }
    }
    console = try link.awaitEnd(within: .seconds(60))
  }

  private static func arguments(_ kernel: Kernel, _ disk: MemoryFile) -> [String] {
    let machine = GuestMachine(
      flavour: .verdicts, memoryMebibytes: 1024,
      kernelParameters: ["root=/dev/nvme0n1", "rootfstype=ext4", "rw", "init=/init"],
      emulatorArguments: [
        "-blockdev", "driver=file,filename=\(disk.path),node-name=root,locking=off",
        "-device", "nvme,drive=root,serial=root",
      ])
    var arguments = machine.arguments(kernel: kernel, initramfs: "")
    // Its root is the disk.
    if let index = arguments.firstIndex(of: "-initrd") {
      arguments.removeSubrange(index...index + 1)
    }
    return arguments
  }

  private static func disk() throws -> MemoryFile {
    let python = try PythonFiles()
    var disk = try RootDisk(loaderOf: python.interpreter)
    for folder in ["/proc", "/sys", "/dev", "/tmp", "/run", "/root", "/var/tmp"] {
      disk.add(folder: folder)
    }
    try disk.add(program: CommandLine.arguments[0], at: "/tests/bundle.xctest")
    for program in Set(Workload.all.map(\.program)) {
      let name = program.executable
      try disk.add(program: "\(Fixture.programs)/\(name)", at: "/tests/\(name)")
      for name in program.companions {
        disk.add(file: "\(Fixture.programs)/\(name)", at: "/tests/\(name)")
      }
    }
    for (name, place) in [("env", "/usr/bin/env"), ("true", "/bin/true")] {
      try disk.add(program: ExternalCommand(name: name, package: "coreutils").path(), at: place)
    }
    try python.add(to: &disk)
    try disk.add(InnerInit.script(interpreter: python.interpreter), at: "/init")
    return try disk.written()
  }
}
