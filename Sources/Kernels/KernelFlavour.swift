// SPDX-License-Identifier: Apache-2.0

/// The distribution's configuration of a kernel, several a series.
public enum KernelFlavour: String, Hashable, Codable, CaseIterable, Sendable {
  /// Drivers of clouds' machines alone; the default.
  case cloud = "cloud-amd64"
  /// For every machine: most drivers and file systems are modules.
  case generic = "amd64"
  /// For every machine, with PREEMPT_RT.
  case realTime = "rt-amd64"

  /// Reads the flavour at a release's end; `nil` for any other kernel.
  ///
  /// - Parameter release: For example `6.12.117+deb13-rt-amd64`.
  public init?(ofRelease release: String) {
    let found = Self.allCases.first { flavour in
      guard release.hasSuffix("-\(flavour.rawValue)") else { return false }
      // The rest ends with a number's word: `6.1.0-57`, not `6.1.0-57-other`.
      let rest = release.dropLast(flavour.rawValue.count + 1)
      return rest.split(separator: "-").last?.first?.isNumber == true
    }
    guard let found else { return nil }
    self = found
  }
}

extension KernelFlavour: Comparable, CustomStringConvertible {
  /// The cloud's first, the real-time kernel last.
  public static func < (one: KernelFlavour, other: KernelFlavour) -> Bool {
    (allCases.firstIndex(of: one) ?? 0) < (allCases.firstIndex(of: other) ?? 0)
  }

  /// The ending of its packages' names, for example `rt-amd64`.
  public var description: String { rawValue }
}
