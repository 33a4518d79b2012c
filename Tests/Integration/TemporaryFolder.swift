// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import System
import Testing

/// An empty folder on the disk, not in memory; gone when its holder is.
final class TemporaryFolder: Sendable {
  private static let place = "/var/tmp"
  let url: URL

  init() throws {
    url = URL(fileURLWithPath: "\(Self.place)/tare-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  /// A folder with what a shell command builds there of a source.
  ///
  /// - Parameters:
  ///   - source: The source.
  ///   - file: The name of its file.
  ///   - command: Is run in the folder and has to end with 0.
  /// - Throws: What keeps it from that.
  convenience init(building source: String, as file: String, with command: String) throws {
    try self.init()
    try Data(source.utf8).write(to: url.appending(path: file))
    let building = try Process.run(
      URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", "cd '\(url.path)' && \(command)"])
    building.waitUntilExit()
    try #require(building.terminationStatus == 0, "\(command)")
  }

  deinit {
    do { try FileManager.default.removeItem(at: url) } catch { print("left behind: \(url.path)") }
  }

  /// Whether such folders are on ext4: the last mount on the way to them decides.
  static let isOnExt4: Bool = {
    let mounts = (File.text(of: "/proc/self/mounts") ?? "").split(separator: "\n").map {
      $0.split(separator: " ")
    }
    let onTheWay = mounts.filter {
      $0.count > 2 && (place + "/").hasPrefix($0[1] == "/" ? "/" : $0[1] + "/")
    }
    let nearest = onTheWay.enumerated().max {
      ($0.element[1].count, $0.offset) < ($1.element[1].count, $1.offset)
    }
    return nearest?.element[2] == "ext4"
  }()
}
