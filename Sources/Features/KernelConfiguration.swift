// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// The options that a kernel was built with, as its own text lists them.
struct KernelConfiguration {
  /// Where the text was found, or `nil`.
  let source: String?
  /// Why there is none; `nil` where there is.
  let reason: String?
  private let values: [String: String]

  /// Reads a text such as that of `/proc/config.gz`.
  init(_ text: String, source: String) {
    self.source = source
    reason = nil
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") {
      if line.hasPrefix("CONFIG_"), let equals = line.firstIndex(of: "=") {
        values[String(line[..<equals])] = String(line[line.index(after: equals)...])
      } else if line.hasPrefix("# CONFIG_"), line.hasSuffix(" is not set") {
        values[String(line.dropFirst(2).dropLast(" is not set".count))] = "not set"
      }
    }
    self.values = values
  }

  private init(reason: String) {
    source = nil
    self.reason = reason
    values = [:]
  }

  /// Of the running kernel: the first text that can be read.
  static func running(release: String) -> KernelConfiguration {
    let paths = [
      "/proc/config.gz", "/boot/config-\(release)", "/usr/lib/modules/\(release)/config",
      "/lib/modules/\(release)/build/.config",
    ]
    for path in paths where unsafe access(path, R_OK) == 0 {
      do throws(BPFError) {
        return KernelConfiguration(try PackedFile.text(path), source: path)
      } catch { return KernelConfiguration(reason: "\(error)") }
    }
    return KernelConfiguration(
      reason: "there is no /proc/config.gz and no /boot/config-\(release)")
  }

  /// `y`, `m`, `not set` or a number; an option that the text does not name is not set either. `nil` where
  /// there is no text.
  func value(_ option: String) -> String? {
    source == nil ? nil : values[option] ?? "not set"
  }
}
