// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import CProbeRecords
import Glibc
import Lines
import Testing

@testable import Probes

@Suite struct TcplifeRecordTests {
  private typealias Record = tcplife_record
  private static let local: [UInt8] = [127, 0, 0, 1]
  private static let remote: [UInt8] = [10, 1, 2, 3]

  private static func offset(_ field: PartialKeyPath<Record>) -> Int {
    MemoryLayout<Record>.offset(of: field) ?? -1
  }

  static func record(
    comm: String = "curl", pid: UInt32 = 21, local: [UInt8] = local, remote: [UInt8] = remote
  ) -> RecordBytes {
    var record = RecordBytes(count: MemoryLayout<Record>.size)
    record.put(UInt64(77_000_000_000), at: offset(\.time_ns))
    record.put(UInt64(12_345_678), at: offset(\.duration_ns))
    record.put(UInt64(2048), at: offset(\.sent_bytes))
    record.put(UInt64(1 << 40), at: offset(\.received_bytes))
    record.put(local, at: offset(\.local))
    record.put(remote, at: offset(\.remote))
    record.put(UInt16(40_000), at: offset(\.local_port))
    record.put(UInt16(443), at: offset(\.remote_port))
    record.put(UInt32(local.count == 4 ? AF_INET : AF_INET6), at: offset(\.family))
    record.put(pid, at: offset(\.pid))
    record.put(pid == 0 ? 0 : pid + 1, at: offset(\.tid))
    record.put(Array(comm.utf8), at: offset(\.comm))
    return record
  }

  @Test func `every field comes from its place`() throws {
    let session = try #require(Self.record().event(of: Tcplife.self))
    #expect(
      session
        == TCPSession(
          time: 77_000_000_000, duration: 12_345_678,
          owner: .init(pid: 21, tid: 22, comm: Array("curl".utf8)),
          local: .init(address: Self.local, port: 40_000),
          remote: .init(address: Self.remote, port: 443), sent: 2048, received: 1 << 40))
  }

  @Test func `an address of IPv6 has all of its bytes`() throws {
    let address: [UInt8] = [0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]
    let record = Self.record(local: address, remote: address)
    let session = try #require(record.event(of: Tcplife.self))
    #expect(session.remote.text == "2001:db8::1")
    #expect(session.local.address == address)
  }

  @Test func `a process is unknown without a number and a name, and outside with a name`() throws {
    #expect(try #require(Self.record(comm: "", pid: 0).event(of: Tcplife.self)).owner == nil)
    let outside = try #require(Self.record(pid: 0).event(of: Tcplife.self)).owner
    #expect(outside?.pid == 0)
  }

  @Test(arguments: [0, 8, 95]) func `a record that ends early is none`(count: Int) {
    let record = RecordBytes(Array(Self.record().bytes.prefix(count)))
    #expect(record.event(of: Tcplife.self) == nil)
  }

  @Test func `a line has KiB and milliseconds, and dashes for an unknown process`() {
    let line = lines { Tcplife.append(Self.record().span, to: &$0) }
    #expect(
      line == [
        "21      curl             127.0.0.1       40000 10.1.2.3        443   2.0     "
          + "1073741824.0 12.34"
      ])
    let unknown = lines { Tcplife.append(Self.record(comm: "", pid: 0).span, to: &$0) }
    #expect(unknown.first?.hasPrefix("-       -                127.0.0.1") == true)
  }

  @Test func `a name with a comma or a quotation mark is quoted in CSV`() {
    let csv = TCPCSV(clock: EventClock(start: 0, offset: 0))
    let line = lines { csv.append(Self.record(comm: "a,\"b").span, to: &$0) }
    #expect(
      line == [
        "21,\"a,\"\"b\",4,127.0.0.1,40000,10.1.2.3,443,2.0,1073741824.0,12.34"
      ])
  }

  @Test func `JSON has the bytes exactly, and no process where none is known`() {
    let json = TCPJSON(clock: EventClock(start: 0, offset: 0))
    let known = lines { json.append(Self.record().span, to: &$0) }
    #expect(known.first?.contains("\"received_bytes\":1099511627776") == true)
    #expect(known.first?.contains("\"pid\":21") == true)
    let unknown = lines { json.append(Self.record(comm: "", pid: 0).span, to: &$0) }
    #expect(unknown.first?.contains("\"pid\"") == false)
  }

  @Test func `ports and versions choose sessions`() throws {
    func isShown(_ arguments: String...) throws -> Bool {
      try TcplifeTool.parse(arguments).isShown(Self.record().span)
    }
    #expect(try isShown())
    #expect(try isShown("-D", "80,443"))
    #expect(try !isShown("-D", "80"))
    #expect(try isShown("-L", "40000", "-4"))
    #expect(try !isShown("-L", "1"))
    #expect(try !isShown("-6"))
    #expect(throws: (any Error).self) { try TcplifeTool.parse(["-D", "80,x"]) }
    #expect(throws: (any Error).self) { try TcplifeTool.parse(["-4", "-6"]) }
  }
}
