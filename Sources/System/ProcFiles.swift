// SPDX-License-Identifier: Apache-2.0

/// Readings of `/proc` that several modules take.
package enum ProcFiles {
  /// The first line of a file that begins with `prefix`.
  package static func line(of path: String, beginning prefix: String) -> Substring? {
    File.text(of: path)?.split(separator: "\n").first { $0.hasPrefix(prefix) }
  }

  /// The most memory that a process has had resident, in bytes.
  package static func residentBytesPeak(of process: String = "self") -> UInt64? {
    let words = line(of: "/proc/\(process)/status", beginning: "VmHWM:")?
      .split(whereSeparator: \.isWhitespace)
    return words?.dropFirst().first.flatMap { UInt64($0) }.map { $0 * 1024 }
  }

  /// A field of the first CPU in `/proc/cpuinfo`, for example `model name`.
  package static func processor(_ field: String) -> String? {
    line(of: "/proc/cpuinfo", beginning: field)?.split(separator: ":", maxSplits: 1)
      .dropFirst().first.map { String($0.drop { $0 == " " }) }
  }
}

/// The table of what is mounted where, `/proc/self/mounts`.
package enum Mounts {
  /// Where file systems of a type are mounted.
  package static func places(
    of type: String, in table: String = File.text(of: "/proc/self/mounts") ?? ""
  ) -> [String] {
    let mounts = table.split(separator: "\n").map { $0.split(separator: " ") }
    return mounts.filter { $0.count > 2 && $0[2] == type }.map { String($0[1]) }
  }
}
