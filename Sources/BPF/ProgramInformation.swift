// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import System

/// The kernel's figures of one loaded program (`struct bpf_prog_info`).
public struct ProgramInformation: Sendable, Hashable {
  /// The kernel's number for the program.
  public var identifier: UInt32
  /// `enum bpf_prog_type`.
  public var type: UInt32
  /// At most 15 bytes; see `ProgramSurvey` for the whole name.
  public var name: String
  /// The first 8 bytes of the SHA-1 of its instructions, in hexadecimal.
  public var tag = ""
  /// When it was loaded, in nanoseconds of CLOCK_BOOTTIME.
  public var loadedAt: UInt64 = 0
  /// The user who loaded it.
  public var user: UInt32 = 0
  /// Runs while the kernel's statistics were on. Oldest kernel 5.1.
  public var runCount: UInt64 = 0
  /// Nanoseconds of these runs, the statistics' own clock reads included.
  public var runNanoseconds: UInt64 = 0
  /// Runs skipped because the program already ran on that CPU. Oldest kernel 5.12.
  public var recursionMisses: UInt64 = 0
  /// Instructions the verifier processed. Oldest kernel 5.16, 0 before.
  public var verifiedInstructions: UInt64 = 0
  /// Bytes of machine code.
  public var machineCodeBytes: UInt32 = 0
  /// The number of maps that it uses.
  public var maps: UInt32 = 0
  /// The type that it is bound to, if any. Oldest kernel 5.18.
  public var target: TypeReference?
  /// The number of its BTF object; 0 for none.
  var types: UInt32 = 0
  static let longestName = 15

  init(descriptor: Int32, subject: String) throws(BPFError) {
    var raw = clibbpf_program_info()
    try check(unsafe clibbpf_program_info(descriptor, &raw), .read, subject)
    identifier = raw.id
    type = raw.type
    name = unsafe withUnsafeBytes(of: raw.name) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    tag = unsafe withUnsafeBytes(of: raw.tag) {
      unsafe $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    loadedAt = raw.load_time
    user = raw.user
    runCount = raw.run_count
    runNanoseconds = raw.run_nanoseconds
    recursionMisses = raw.recursion_misses
    verifiedInstructions = raw.verified_instructions
    machineCodeBytes = raw.jited_bytes
    maps = raw.maps
    types = raw.btf
    target = TypeReference(object: raw.target_object, type: raw.target_type)
  }

  /// Figures for tests; all others are 0.
  public init(identifier: UInt32, type: UInt32, name: String) {
    self.identifier = identifier
    self.type = type
    self.name = name
  }

  /// The type's name in libbpf's words, for example `tracing`.
  public var typeName: String { ProgramKind(type: type).typeName }

  /// Every BPF program in the kernel now, by anybody, in order of number.
  public static func allInKernel() throws(BPFError) -> [ProgramInformation] {
    var programs: [ProgramInformation] = []
    var identifier: UInt32 = 0
    while unsafe bpf_prog_get_next_id(identifier, &identifier) == 0 {
      let descriptor = bpf_prog_get_fd_by_id(identifier)
      // A program may be gone between the two calls.
      guard descriptor >= 0 else { continue }
      let owner = OpenFile(adopting: descriptor)
      programs.append(
        try ProgramInformation(descriptor: owner.descriptor, subject: "program \(identifier)"))
    }
    return programs
  }
}

/// A type in one of the kernel's BTF objects.
public struct TypeReference: Sendable, Hashable {
  /// The number of the BTF object.
  public let object: UInt32
  /// The number of the type in it.
  public let type: UInt32

  /// A type; `nil` where a number is 0, the kernel's way to say none.
  init?(object: UInt32, type: UInt32) {
    guard object != 0, type != 0 else { return nil }
    self.object = object
    self.type = type
  }
}
