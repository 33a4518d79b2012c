// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// A kernel's build options, as its own text lists them.
struct KernelConfiguration {
  /// The text's path; `nil` for none.
  let source: String?
  /// The reason that there is no text; `nil` where there is one.
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

  /// The running kernel's options, from the first readable text.
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
    return KernelConfiguration(reason: "there is no /proc/config.gz and no /boot/config-\(release)")
  }

  /// An option's value: `y`, `m`, a number, `not set` also for an absent one; `nil` without a text.
  func value(_ option: String) -> String? {
    source == nil ? nil : values[option] ?? "not set"
  }
}
