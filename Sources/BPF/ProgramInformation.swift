// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// The kernel's figures of one loaded program (`struct bpf_prog_info`).
public struct ProgramInformation: Sendable, Hashable {
  /// The kernel's number for the program.
  public let identifier: UInt32
  /// `enum bpf_prog_type`.
  public let type: UInt32
  /// At most 15 bytes.
  public let name: String
  /// Times it ran while the kernel's statistics were on. Oldest kernel 5.1.
  public let runCount: UInt64
  /// Nanoseconds it ran while the kernel's statistics were on, their own clock reads included.
  public let runNanoseconds: UInt64
  /// Runs that were skipped since the program was already running on that CPU. Oldest kernel 5.12.
  public let recursionMisses: UInt64
  /// Instructions the verifier processed. Oldest kernel 5.16, 0 before.
  public let verifiedInstructions: UInt64
  /// Bytes of machine code.
  public let machineCodeBytes: UInt32

  init(descriptor: Int32, subject: String) throws(BPFError) {
    var raw = clibbpf_program_info()
    try check(unsafe clibbpf_program_info(descriptor, &raw), .read, subject)
    identifier = raw.id
    type = raw.type
    name = unsafe withUnsafeBytes(of: raw.name) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    runCount = raw.run_count
    runNanoseconds = raw.run_nanoseconds
    recursionMisses = raw.recursion_misses
    verifiedInstructions = raw.verified_instructions
    machineCodeBytes = raw.jited_bytes
  }

  /// Every BPF program in the kernel at this moment, whoever loaded it.
  public static func allInKernel() throws(BPFError) -> [ProgramInformation] {
    var programs: [ProgramInformation] = []
    var identifier: UInt32 = 0
    while unsafe bpf_prog_get_next_id(identifier, &identifier) == 0 {
      let descriptor = bpf_prog_get_fd_by_id(identifier)
      // A program may be gone between the two calls.
      guard descriptor >= 0 else { continue }
      let owner = DescriptorHandle(adopting: descriptor)
      programs.append(
        try ProgramInformation(descriptor: owner.number, subject: "program \(identifier)"))
    }
    return programs
  }
}
