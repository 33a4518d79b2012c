// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
@testable import Probes
import Testing

@Suite struct ExecsnoopRecordTests {
  private typealias Record = execsnoop_record

  static func record(
    result: Int32 = 0, flags: Int32 = 0, filename: String? = "/bin/ls",
    arguments: String = "ls\0-l\0"
  ) -> RecordBytes {
    var record = RecordBytes(count: Int(EXECSNOOP_HEADER_BYTES))
    let name: [UInt8] = filename.map { Array($0.utf8) + [0] } ?? []
    record.put(UInt64(0x0102_0304_0506_0708), at: offset(\.time_ns))
    record.put(UInt32(11), at: offset(\.pid))
    record.put(UInt32(12), at: offset(\.ppid))
    record.put(UInt32(13), at: offset(\.uid))
    record.put(result, at: offset(\.result))
    record.put(flags, at: offset(\.flags))
    record.put(UInt32(name.count), at: offset(\.filename_bytes))
    record.put(UInt32(arguments.utf8.count), at: offset(\.argument_bytes))
    record.put(Array("shell".utf8), at: offset(\.comm))
    record.append(name)
    record.append(Array(arguments.utf8))
    return record
  }

  private static func offset(_ field: PartialKeyPath<Record>) -> Int {
    MemoryLayout<Record>.offset(of: field) ?? -1
  }

  @Test func `every field comes from its place`() throws {
    let record = Self.record(result: -2, filename: "/bin/ls", arguments: "ls\0\0a b\0")
    let event = try #require(record.event(of: Execsnoop.self))
    #expect(
      event
        == ExecEvent(
          time: 0x0102_0304_0506_0708, pid: 11, ppid: 12, uid: 13, result: -2,
          comm: Array("shell".utf8), filename: Array("/bin/ls".utf8),
          arguments: [Array("ls".utf8), [], Array("a b".utf8)], isCut: false, isUnreadable: false))
  }

  @Test func `a cut last argument has no closing NUL and is kept`() throws {
    let record = Self.record(flags: EXECSNOOP_CUT, arguments: "ls\0half")
    let event = try #require(record.event(of: Execsnoop.self))
    #expect(event.arguments == [Array("ls".utf8), Array("half".utf8)])
    #expect(event.isCut)
    #expect(!event.isUnreadable)
  }

  @Test func `what could not be read is nil or none, and marked`() throws {
    let record = Self.record(flags: EXECSNOOP_UNREADABLE, filename: nil, arguments: "")
    let event = try #require(record.event(of: Execsnoop.self))
    #expect(event.filename == nil)
    #expect(event.arguments.isEmpty)
    #expect(event.isUnreadable)
  }

  @Test(arguments: [0, 1, 55, 56, 63, 69])
  func `a record that ends early is none`(count: Int) {
    let record = RecordBytes(Array(Self.record().bytes.prefix(count)))
    #expect(record.event(of: Execsnoop.self) == nil)
  }

  @Test func `lengths beyond the record or the format are refused`() {
    for (field, length) in [(\Record.filename_bytes, 4097), (\.argument_bytes, 4097)] {
      for length in [UInt32(length), 0x7fff_ffff, 0x8000_0000, .max] {
        var record = Self.record()
        record.append([UInt8](repeating: 65, count: 9000))
        record.put(length, at: Self.offset(field))
        #expect(record.event(of: Execsnoop.self) == nil)
        #expect(lines { Execsnoop.append(record.span, to: &$0) }.isEmpty)
      }
    }
  }

  @Test func `a line has the filename, then the arguments without the program's name`() {
    let line = lines {
      Execsnoop.append(Self.record(arguments: "ls\0-l\0\u{1b}[2J\n\0").span, to: &$0)
    }
    #expect(line == ["shell            11      12      0   /bin/ls -l \\x1b[2J\\x0a"])
    let cut = lines { Execsnoop.append(Self.record(flags: 1, arguments: "ls\0-l").span, to: &$0) }
    #expect(cut == ["shell            11      12      0   /bin/ls -l ..."])
  }

  /// The words behind the columns of a line.
  private func words(_ flags: Int32, _ filename: String, _ arguments: String) -> [String] {
    let record = Self.record(flags: flags, filename: filename, arguments: arguments)
    return lines { Execsnoop.append(record.span, to: &$0) }.map { String($0.dropFirst(37)) }
  }

  @Test(arguments: [EXECSNOOP_INTERPRETED, EXECSNOOP_INTERPRETER_UNKNOWN])
  func `a script's path is shown once, and then what it was given`(flag: Int32) {
    #expect(words(flag, "/w/s.sh", "/bin/sh\0/w/s.sh\0hello\0") == ["/w/s.sh hello"])
    #expect(words(flag, "/w/s.sh", "/bin/sh\0-a b\0/w/s.sh\0") == ["/w/s.sh"])
    #expect(words(flag, "s", "/bin/sh\0/w/inner\0-x\0s\0s\0t\0") == ["s s t"])
    #expect(words(flag | EXECSNOOP_CUT, "/w/s", "/bin/sh\0/w/s\0he") == ["/w/s he ..."])
  }

  @Test func `who is no script keeps an argument that is its own path`() {
    let copy = ("/bin/cp", "/bin/cp\0/bin/cp\0/tmp\0")
    #expect(words(0, copy.0, copy.1) == ["/bin/cp /bin/cp /tmp"])
    #expect(words(EXECSNOOP_INTERPRETER_UNKNOWN, copy.0, copy.1) == ["/bin/cp /bin/cp /tmp"])
    #expect(
      words(EXECSNOOP_INTERPRETER_UNKNOWN, "/bin/cp", "cp\0/bin/cp\0/tmp\0")
        == ["/bin/cp /bin/cp /tmp"])
    #expect(words(0, "/bin/cp", "/other\0/bin/cp\0/tmp\0") == ["/bin/cp /bin/cp /tmp"])
  }
}
