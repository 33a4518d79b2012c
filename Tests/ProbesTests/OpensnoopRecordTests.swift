// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Glibc
@testable import Probes
import Testing

@Suite struct OpensnoopRecordTests {
  private typealias Record = opensnoop_record

  @Test func `an open by handle has no path of its own`() throws {
    func record(_ result: Int32, path: String = "", directory: String = "") -> RecordBytes {
      var record = Self.record(
        result: result, path: Array(path.utf8), directory: Array(directory.utf8))
      record.put(UInt32(2) | UInt32(OPENSNOOP_BY_HANDLE), at: Opensnoop.Offset.flags)
      return record
    }
    func line(_ record: RecordBytes) -> String {
      lines { Opensnoop.append(record.span, to: &$0) }.first ?? ""
    }
    let named = record(3, path: "file\0")
    let event = try #require(named.event(of: Opensnoop.self))
    #expect(event.isByHandle && event.flags == 2 && event.path == Array("file".utf8))
    #expect(line(named).hasSuffix(" [handle] file"))
    let whole = record(3, directory: "file\0a\n\0")
    #expect(line(whole).hasSuffix(#" [handle] /a\x0a/file"#))
    #expect(whole.event(of: Opensnoop.self)?.fullPath == Array("/a\n/file".utf8))
    let failed = record(-ESTALE)
    #expect(line(failed).hasSuffix(" [handle]"))
    #expect(failed.event(of: Opensnoop.self)?.path == nil)
  }

  @Test(arguments: [-512, -513, -514, -516] as [Int32])
  func `what the kernel keeps for itself of an interrupted call is EINTR`(result: Int32) throws {
    let record = Self.record(result: result, path: Array("a\0".utf8))
    #expect(try #require(record.event(of: Opensnoop.self)).result == -EINTR)
    let line = lines { Opensnoop.append(record.span, to: &$0) }
    #expect(line.first?.contains(" -1   4    a") == true)
  }

  @Test(arguments: [0, 516, -4, -511, -515, -517, -4095] as [Int32])
  func `other results stay what they are`(result: Int32) {
    #expect(result.asSeenByPrograms == result)
  }

  static func record(
    result: Int32, path: [UInt8], directory: [UInt8] = []
  ) -> RecordBytes {
    var record = RecordBytes(count: Int(OPENSNOOP_HEADER_BYTES))
    record.put(UInt64(5), at: offset(\.time_ns))
    record.put(UInt32(31), at: offset(\.pid))
    record.put(UInt32(32), at: offset(\.tid))
    record.put(UInt32(33), at: offset(\.uid))
    record.put(result, at: offset(\.result))
    record.put(UInt32(0x8_0001), at: offset(\.flags))
    record.put(UInt16(path.count), at: offset(\.path_bytes))
    record.put(UInt16(directory.count), at: offset(\.directory_bytes))
    record.put(Array("cat".utf8), at: offset(\.comm))
    record.append(path)
    record.append(directory)
    return record
  }

  private static func offset(_ field: PartialKeyPath<Record>) -> Int {
    MemoryLayout<Record>.offset(of: field) ?? -1
  }

  @Test func `every field comes from its place`() throws {
    let record = Self.record(result: -13, path: [0x2f, 0xff, 0x0a, 0])
    let event = try #require(record.event(of: Opensnoop.self))
    #expect(
      event
        == OpenEvent(
          time: 5, pid: 31, tid: 32, uid: 33, result: -13, flags: 0x8_0001,
          comm: Array("cat".utf8), path: [0x2f, 0xff, 0x0a]))
  }

  @Test func `a path that could not be read is nil, an empty one is empty`() throws {
    #expect(
      try #require(Self.record(result: -14, path: []).event(of: Opensnoop.self)).path == nil)
    #expect(try #require(Self.record(result: -2, path: [0]).event(of: Opensnoop.self)).path == [])
  }

  @Test(arguments: [
    ([UInt8](), nil, "a"), ([0], "/", "/a"), (Array("b\0c\0".utf8), "/c/b", "/c/b/a"),
  ])
  func `a relative path comes with its directory, the root included`(
    names: [UInt8], directory: String?, full: String
  ) throws {
    let record = Self.record(result: 3, path: [97, 0], directory: names)
    let event = try #require(record.event(of: Opensnoop.self))
    #expect(event.directory == directory.map { Array($0.utf8) })
    #expect(event.fullPath == Array(full.utf8))
  }

  @Test(arguments: [0, 8, 47, 48, 50])
  func `a record that ends early is none`(count: Int) {
    let record = RecordBytes(Array(Self.record(result: 3, path: [65, 66, 0]).bytes.prefix(count)))
    #expect(record.event(of: Opensnoop.self) == nil)
  }

  @Test(arguments: [UInt16(4097), 0x8000, .max])
  func `a path longer than the format allows is refused`(length: UInt16) {
    var record = Self.record(result: 3, path: [UInt8](repeating: 65, count: 5000))
    record.put(length, at: Self.offset(\.path_bytes))
    #expect(record.event(of: Opensnoop.self) == nil)
  }
}
