// SPDX-License-Identifier: Apache-2.0

import ELF
package import System

/// A guest's first file system: one file, made once for all guests of a run.
public struct Initramfs: Sendable {
  /// The folder of the guest that holds the executables beside `tare`.
  public static let executables = "/bin"
  /// The folder of the guest that holds the kernel's modules.
  static let modules = "/lib/modules"
  /// The folder of the guest that holds jobs it can be started with.
  static let jobs = "/jobs"

  private var archive = CPIOArchive()
  private var places: Set<String> = []

  /// Starts with `tare`, the program that becomes `/init`.
  ///
  /// It is stripped; its shared libraries are added unless it is linked statically.
  /// - Parameter tare: The path of the executable.
  /// - Throws: `cannotRead`, `toolFailed`.
  public init(tare: String) throws(KernelsError) {
    for folder in ["/dev", "/proc", "/sys", "/tmp", "/run", "/var/tmp", "/etc", "/root"] {
      archive.addFolder(folder)
    }
    archive.addCharacterDevice("/dev/console", mode: 0o600, major: 5, minor: 1)
    archive.addCharacterDevice("/dev/null", mode: 0o666, major: 1, minor: 3)
    archive.addCharacterDevice("/dev/urandom", mode: 0o666, major: 1, minor: 9)
    // To the loader that lists the libraries, `/proc/self/exe` would be the loader.
    let tare = try Files.resolved(tare)
    let bytes = try Files.read(tare)
    guard let program = ELFFile(bytes) else {
      throw .cannotRead(path: tare, reason: "it is no program for x86-64")
    }
    archive.addFile("/init", mode: 0o755, content: program.stripped ?? bytes)
    archive.addLink("\(Self.executables)/tare", to: "/init")
    try addLibraries(of: program, at: tare)
  }

  /// Adds an executable to ``executables``, with its shared libraries.
  public mutating func add(executable path: String) throws(KernelsError) {
    let bytes = try Files.read(path)
    add(bytes, at: "\(Self.executables)/\(path.split(separator: "/").last ?? "")", mode: 0o755)
    if let program = ELFFile(bytes) { try addLibraries(of: program, at: path) }
  }

  /// Adds a file at a path of the guest.
  public mutating func add(file path: String, at place: String, mode: UInt32 = 0o644)
    throws(KernelsError)
  {
    add(try Files.read(path), at: place, mode: mode)
  }

  /// Adds bytes at a path of the guest, unless a file is there.
  public mutating func add(_ bytes: [UInt8], at place: String, mode: UInt32 = 0o644) {
    guard places.insert(place).inserted else { return }
    archive.addFile(place, mode: mode, content: bytes)
  }

  /// Adds a job for guests whose machine names it as their ``GuestMachine/preparedJob``.
  ///
  /// Words sent to a running guest reach it at a different instruction each time. A guest with its
  /// own job and without a disk repeats every boot instruction by instruction.
  /// - Parameters:
  ///   - name: Letters, digits and `-`.
  ///   - kind: The name of the guest's handler.
  ///   - input: The handler's input, for `GuestJob.input(as:)`.
  /// - Throws: `cannotStore` where the input cannot be written as JSON.
  public mutating func add(
    job name: String, kind: String, input: some Encodable
  ) throws(KernelsError) {
    let head = GuestMessage.Head(type: .job, job: Guest.firstJob, kind: kind)
    do {
      add(
        try GuestLine.encode(GuestMessage.Body(head: head, value: input)),
        at: "\(Self.jobs)/\(name)")
    } catch { throw .cannotStore(path: "\(Self.jobs)/\(name)", reason: "\(error)") }
  }

  /// Adds a kernel's modules, which its guest loads first, in this order.
  public mutating func add(modules: [Kernel.Module]) throws(KernelsError) {
    for (index, module) in modules.enumerated() {
      let order = String(1000 + index).dropFirst()
      add(
        try Files.read(module.path), at: "\(Self.modules)/\(order)-\(module.name).ko", mode: 0o644)
    }
  }

  /// Puts the archive into a file without a name.
  package func inMemory() throws(KernelsError) -> MemoryFile {
    let name = "tare-initramfs"
    return try Files.storing(name) { () throws(SystemError) in
      try MemoryFile(named: name, holding: archive.finished())
    }
  }

  /// Writes the archive.
  ///
  /// - Parameter path: The target, which keeps its content after an error.
  /// - Returns: The size in bytes.
  /// - Throws: `cannotStore`.
  @discardableResult
  public func write(to path: String) throws(KernelsError) -> Int {
    let bytes = archive.finished()
    try Files.write(bytes, to: path)
    return bytes.count
  }

  /// Adds a program's loader and shared libraries at their paths on this machine.
  private mutating func addLibraries(of program: ELFFile, at path: String) throws(KernelsError) {
    guard let interpreter = program.interpreter else { return }
    add(try Files.read(interpreter), at: interpreter, mode: 0o755)
    let loader = ExternalCommand(name: interpreter, package: "libc6")
    let listed = try loader.run(atPath: interpreter, ["--list", path], deadline: .seconds(30))
    for library in try Self.libraries(listed, of: path) {
      add(try Files.read(library), at: library, mode: 0o755)
    }
  }

  /// Reads `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f…)`.
  static func libraries(_ listed: String, of path: String) throws(KernelsError) -> [String] {
    var libraries: [String] = []
    for line in listed.split(separator: "\n") {
      guard let arrow = line.firstRange(of: "=> ") else { continue }
      let target = line[arrow.upperBound...].prefix { $0 != "(" }
      guard target.hasPrefix("/") else {
        let name = line.prefix(upTo: arrow.lowerBound).filter { !$0.isWhitespace }
        throw .cannotRead(
          path: path, reason: "it needs the shared library \(name), which is missing")
      }
      libraries.append(String(target.filter { !$0.isWhitespace }))
    }
    return libraries
  }
}
