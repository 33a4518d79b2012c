// SPDX-License-Identifier: Apache-2.0

import BPF
import ELF
import Glibc

/// An executable or shared library of this machine's kind, open for reading: 64-bit ELF for x86-64,
/// elf(5).
///
/// The file may be anybody's and damaged: what lies outside of it is not there.
final class ProgramFile {
  /// The most bytes that are read at a time.
  private static let mostBytes: UInt64 = 1 << 29

  /// The path that it was opened by.
  let path: String
  /// The path that users know it by.
  let name: String
  /// Which file it is.
  let identity: FileIdentity
  /// Its parts.
  let elf: ELFFile
  private let descriptor: Int32
  private let size: UInt64

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - name: The path that users know it by, where that is another.
  /// - Throws: `TracedFunctionsError.noSymbols` where it cannot be opened, `.noProgramFile` where
  ///   it is no program.
  init(_ path: String, name: String? = nil) throws(TracedFunctionsError) {
    // What waits for a writer, as a pipe does, is no program either.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .noSymbols(
        name ?? path, .failed(.open, subject: path, code: LibbpfCode(errno), log: nil))
    }
    self.path = path
    self.name = name ?? path
    self.descriptor = descriptor
    var status = stat()
    let isFile =
      unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    size = isFile ? UInt64(max(0, status.st_size)) : 0
    guard let identity = Descriptor.identity(of: descriptor),
      let elf = ELFFile(size: size, read: { Self.read(descriptor, at: $0, count: $1) }),
      elf.machine == ELFFile.x86
    else {
      close(descriptor)
      throw .noProgramFile(name ?? path)
    }
    self.identity = identity
    self.elf = elf
  }

  deinit { close(descriptor) }

  /// A path that leads to the file as long as it is open here, whatever becomes of its name.
  var openPath: String { "/proc/self/fd/\(descriptor)" }

  /// Where the code at an address lies in the file; `nil` where no code is there.
  func offset(ofCodeAt address: UInt64) -> UInt64? {
    let segment = elf.segments.first {
      $0.isExecutable && address >= $0.address && address - $0.address < $0.size
    }
    return segment.map { $0.offset &+ (address - $0.address) }.flatMap { $0 < size ? $0 : nil }
  }

  /// Where what is at an address lies in the file; `nil` where nothing of the file is there.
  func offset(ofAddress address: UInt64) -> UInt64? {
    let segment = elf.segments.first {
      $0.isLoaded && address >= $0.address && address - $0.address < $0.size
    }
    return segment.map { $0.offset &+ (address - $0.address) }.flatMap { $0 < size ? $0 : nil }
  }

  /// The address of what lies at an offset of the file, where that is mapped.
  func address(ofOffset offset: UInt64) -> UInt64? {
    elf.segments.first { $0.isLoaded && offset >= $0.offset && offset - $0.offset < $0.size }
      .map { $0.address &+ (offset - $0.offset) }
  }

  /// Whether the code at an address only leads on to another file's function.
  func isStub(_ address: UInt64) -> Bool {
    elf.sections.contains {
      $0.name.hasPrefix(".plt") && address >= $0.address && address - $0.address < $0.size
    }
  }

  /// The code from an address on, at most `most` bytes.
  func code(at address: UInt64, most: UInt64) -> [UInt8] {
    let segment = elf.segments.first {
      $0.isExecutable && address >= $0.address && address - $0.address < $0.size
    }
    guard let segment, let offset = offset(ofCodeAt: address) else { return [] }
    let rest = min(segment.size - (address - segment.address), size - offset)
    return elf.bytes(at: offset, count: min(most, rest)) ?? []
  }

  private static func read(
    _ descriptor: Int32, at offset: UInt64, count: UInt64
  ) -> [UInt8]? {
    guard count <= mostBytes else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    var done = 0
    while done < bytes.count {
      let result = unsafe bytes.withUnsafeMutableBytes { memory -> Int in
        guard let start = memory.baseAddress else { return 0 }
        return unsafe pread(
          descriptor, start + done, memory.count - done, off_t(offset) + off_t(done))
      }
      guard result > 0 else { return nil }
      done += result
    }
    return bytes
  }
}
