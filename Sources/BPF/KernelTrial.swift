// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// Questions asked of the kernel by trying; what was made is released at once.
public enum KernelTrial {
  /// An instruction as eight bytes in memory.
  public typealias Instruction = UInt64

  /// Loads a program.
  ///
  /// - Parameters:
  ///   - kind: Its type.
  ///   - target: The BTF id of a tracing program's target, else 0.
  ///   - code: Its instructions.
  /// - Throws: The kernel's errno and the verifier's log.
  public static func load(
    _ kind: ProgramKind, target: UInt32 = 0, _ code: [Instruction]
  ) throws(BPFError) {
    let log = LogBuffer()
    let result = try LibraryMessages.collecting { () throws(BPFError) -> Int32 in
      unsafe code.withUnsafeBufferPointer {
        unsafe clibbpf_try_program(
          kind.type, kind.attachType, target, $0.baseAddress, $0.count, log.pointer,
          LogBuffer.capacity)
      }
    }
    try check(result, .load, kind.name, log: VerifierLog(log.text))
  }

  /// Makes a map.
  ///
  /// - Throws: The kernel's errno.
  public static func make(_ map: MapDescription) throws(BPFError) {
    let result = clibbpf_try_map(map.type, map.keySize, map.valueSize, map.entries, map.flags)
    try check(result, .make, map.typeName)
  }

  /// libbpf's opinion on a program type (`libbpf_probe_bpf_prog_type`); `nil` where it cannot tell.
  public static func hint(program kind: ProgramKind) -> Bool? {
    silently { libbpf_probe_bpf_prog_type(bpf_prog_type(kind.type), nil) }
  }

  /// libbpf's opinion on a map type (`libbpf_probe_bpf_map_type`); `nil` where it cannot tell.
  public static func hint(map type: UInt32) -> Bool? {
    silently { libbpf_probe_bpf_map_type(bpf_map_type(type), nil) }
  }

  /// libbpf's opinion on a helper in a kind of program (`libbpf_probe_bpf_helper`); `nil` where it
  /// cannot tell, as for tracing programs.
  public static func hint(helper number: UInt32, in kind: ProgramKind) -> Bool? {
    silently { libbpf_probe_bpf_helper(bpf_prog_type(kind.type), bpf_func_id(number), nil) }
  }

  private static func silently(_ body: () -> Int32) -> Bool? {
    var answer: Int32 = -1
    // The closure cannot fail; libbpf's messages are collected instead of printed.
    do throws(BPFError) {
      answer = try LibraryMessages.collecting { () throws(BPFError) -> Int32 in body() }
    } catch { return nil }
    return answer < 0 ? nil : answer == 1
  }

  /// A helper's name, `bpf_map_lookup_elem`, or its number where the headers lack it.
  public static func name(ofHelper number: UInt32) -> String {
    let name = unsafe clibbpf_helper_name(number)
    return unsafe name.map { unsafe "bpf_\(String(cString: $0))" } ?? "helper \(number)"
  }
}
