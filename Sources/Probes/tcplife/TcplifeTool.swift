// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Lines

/// `tcplife` as a command.
package struct TcplifeTool: StreamingTool {
  package static let abstract = "Which TCP sessions ended, whose, how large and how long?"
  package static let discussion = """
    Prints a line for each TCP session that has ended, until Ctrl-C: the process that connected or closed \
    it, both ends, KiB sent and received, and milliseconds since it was established. Sessions that began \
    earlier are not shown. One that was accepted and then reset by the other side has no process.
    """
  package static var example: Tcplife { Tcplife() }

  @Option(help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

  @Flag(name: [.customShort("T"), .customLong("time")], help: "Show the time of day.")
  var time = false

  @Flag(name: [.customShort("t"), .customLong("timestamp")], help: "Show seconds since the start.")
  var timestamp = false

  @Flag(name: [.customShort("w"), .customLong("wide")], help: "Columns as wide as IPv6 addresses.")
  var wide = false

  @Flag(name: [.customShort("s"), .customLong("csv")], help: "Comma-separated values.")
  var csv = false

  @Option(
    name: [.customShort("L"), .customLong("localport")],
    help: ArgumentHelp("Only these local ports, with commas between.", valueName: "ports"))
  var localPorts: PortList?

  @Option(
    name: [.customShort("D"), .customLong("remoteport")],
    help: ArgumentHelp("Only these remote ports, with commas between.", valueName: "ports"))
  var remotePorts: PortList?

  @Flag(name: [.customShort("4"), .customLong("ipv4")], help: "Only IPv4.")
  var ipv4 = false

  @Flag(name: [.customShort("6"), .customLong("ipv6")], help: "Only IPv6.")
  var ipv6 = false

  package init() {}

  package func validate() throws {
    if ipv4, ipv6 { throw ValidationError("--ipv4 and --ipv6 exclude each other") }
  }

  package func validate(json: Bool) throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other") }
  }

  package func probe(_ request: ToolRequest) throws -> Tcplife { Tcplife(filter: request.filter) }

  package func format(_ request: ToolRequest) -> any RecordFormat {
    if request.json { return TCPJSON(clock: request.clock) }
    let times: [TimeColumn] = (time ? [.timeOfDay] : []) + (timestamp ? [.sinceStart] : [])
    if csv {
      var lines = TCPCSV(clock: request.clock)
      lines.times = times
      return lines
    }
    var table = TCPTable(clock: request.clock)
    table.times = times
    table.isWide = wide
    return table
  }

  package func isShown(_ record: RawSpan) -> Bool {
    guard let session = Tcplife.event(from: record) else { return false }
    let isIPv4 = session.local.address.count == 4
    return (isIPv4 ? !ipv6 : !ipv4) && (localPorts?.ports.contains(session.local.port) ?? true)
      && (remotePorts?.ports.contains(session.remote.port) ?? true)
  }
}

/// Ports with commas between.
struct PortList: ExpressibleByArgument {
  let ports: Set<UInt16>

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false)
    let ports = numbers.compactMap { UInt16($0) }
    guard ports.count == numbers.count else { return nil }
    self.ports = Set(ports)
  }
}
