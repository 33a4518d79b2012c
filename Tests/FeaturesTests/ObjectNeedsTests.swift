// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import ProbeObjects
import Results
import Testing

@testable import Features

/// What is read from compiled objects.
@Suite struct ObjectNeedsTests {
  private static func types(of object: ProbeObject) throws -> TypeInformation {
    try #require(ObjectCode(object.bytes)?.types)
  }

  /// Eight bytes of an instruction: what it does, the two registers, and the immediate number.
  private static func instruction(_ code: UInt8, source: UInt8 = 0, _ immediate: Int32 = 0)
    -> [UInt8]
  {
    let number = UInt32(bitPattern: immediate)
    return [code, source << 4, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  @Test func `calls of helpers are told from calls of functions and from numbers`() {
    let call: UInt8 = 0x85
    let code =
      Self.instruction(call, 14) + Self.instruction(call, source: 1, 7)
      + Self.instruction(call, source: 2, 9) + Self.instruction(call, -1)
      // The second half of a load of 64 bits looks like a call of helper 5.
      + Self.instruction(0x18, 1) + Self.instruction(call, 5)
      + Self.instruction(0x95) + [call, 0, 0]
    let calls = Calls(in: code)
    #expect(calls.helpers == [14])
    #expect(calls.callsOwnFunctions)
    #expect(!Calls(in: Self.instruction(call, 1)).callsOwnFunctions)
  }

  @Test func `an object's needs are those in its source`() throws {
    var needs = ObjectNeeds()
    try needs.add(ProbeObject.features.bytes, name: "features", as: .program)
    #expect(needs.programs.map(\.name).contains("on_iter"))
    #expect(
      Set(needs.helpers.keys.map { KernelTrial.name(ofHelper: $0.number) }) == [
        "bpf_map_lookup_elem"
      ])
    #expect(Set(needs.helpers.keys.map(\.kind)) == Set(needs.programs.map(\.kind)))
    #expect(needs.maps.keys.map(\.typeName) == ["array"])
    #expect(
      needs.kinds[ProgramKind(.kprobe)] == [
        "on_kprobe", "on_kretprobe", "on_uprobe", "on_uretprobe",
      ])
    #expect(needs.kinds[.iterator] == ["on_iter"])
  }

  @Test func `programs that were not chosen need nothing`() throws {
    var needs = ObjectNeeds()
    try needs.add(
      ProbeObject.features.bytes, name: "features", as: .object("us"), only: ["on_fentry"])
    #expect(needs.kinds == [ProgramKind(.fentry): ["us"]])
    var classic = ObjectNeeds()
    try classic.add(
      ProbeObject.biolatency.bytes, name: "b", as: .program, only: ["complete_classic_old"])
    let fields = classic.fields.keys.map(\.name)
    #expect(fields.contains("trace_event_raw_block_rq_complete.sector"))
    #expect(!fields.contains("request.start_time_ns"))
  }

  @Test func `bytes that are no object need no more than an error`() {
    #expect(ObjectCode([]) == nil)
    #expect(ObjectCode([UInt8](repeating: 0x7f, count: 100)) == nil)
    #expect(TypeInformation([]) == nil)
    let bytes = ProbeObject.syscount.bytes
    for length in stride(from: 64, to: bytes.count, by: 97) {
      guard let file = ObjectCode(Array(bytes[..<length])) else { continue }
      guard let types = file.types else { continue }
      _ = file.fieldRecords(types)
    }
  }

  @Test func `fields are named without flavours and looked for in other types`() throws {
    let file = try #require(ObjectCode(ProbeObject.opensnoop.bytes))
    let types = try Self.types(of: .opensnoop)
    let fields = Set(
      file.fieldRecords(types).compactMap { KernelField($0, types: types) })
    let status = try #require(fields.first { $0.name == "task_struct.thread_info.status" })
    #expect(status.flavour == "common")
    // The object's own types are flavoured, and so no kernel's.
    #expect(status.look(in: types).reason == "the kernel has no struct task_struct")
    let flags = try #require(fields.first { $0.name == "open_how.flags" })
    #expect(flags.flavour == nil)
    #expect(flags.look(in: types).type == "__u64")
    #expect(
      flags.look(in: try Self.types(of: .floor)).reason == "the kernel has no struct open_how")
  }

  @Test func `types are written as in C`() throws {
    let types = try Self.types(of: .ext4slower)
    let file = try #require(types.type(.structure, named: "file"))
    let members = Dictionary(
      uniqueKeysWithValues: types.members(file).map { ($0.name, types.text($0.type)) })
    #expect(members["f_inode"] == "struct inode *")
    #expect(members["f_pos"] == "long long")
    #expect(types.type(.structure, named: "no_such_struct") == nil)
    #expect(types.type(.union, named: "file") == nil)
    #expect(types.arguments(ofTracepoint: "sys_enter") == nil)
  }

  @Test(
    arguments: [
      ("unknown func bpf_get_func_ip#173", .no), ("invalid func unknown#211", .no),
      ("program of this type cannot use helper bpf_d_path#147", .no),
      ("helper call is not allowed in probe", .no), ("R1 !read_ok", .yes),
      ("R1 type=ctx expected=map_ptr", .yes), (nil, .unknown),
    ] as [(String?, Feature.Answer)])
  func `the verifier's complaint tells a missing helper from a missing argument`(
    log: String?, answer: Feature.Answer
  ) {
    let text = log.map { "0: (85) call 1\n\($0)\nprocessed 1 insns (limit 1000000)\n" }
    let error = BPFError.failed(
      .load, subject: "kprobe", code: LibbpfCode(EINVAL), log: text.flatMap { VerifierLog($0) })
    let verdict = HelperVerdict.answer(to: error)
    #expect(verdict.answer == answer)
    #expect(
      verdict.reason
        == (answer == .no
          ? log
          : answer == .unknown
            ? "the kernel refuses every kprobe program: Invalid argument" : nil))
  }

  @Test func `what does not come to an end is not waited for`() {
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    let reading = ends[0]
    let answer = Deadline.run(seconds: 0) { () -> Int in
      var byte: UInt8 = 0
      return unsafe read(reading, &byte, 1)
    }
    #expect(answer == nil)
    close(ends[1])
    #expect(Deadline.run(seconds: 60) { 7 } == 7)
  }
}
