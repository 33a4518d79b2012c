// SPDX-License-Identifier: Apache-2.0

/// A kernel of the mirror: its image's package and, if separate, its modules' package.
public struct KernelPackage: Hashable, Codable, Sendable {
  /// A package of the index.
  public struct Part: Hashable, Codable, Sendable {
    /// Its name.
    public var name: String
    /// The download size in bytes.
    public var size: UInt64
    /// Its SHA-256 in hexadecimal, from the signed index.
    public var checksum: String
  }

  /// For example 6.12.
  public var series: KernelSeries
  /// For example rt-amd64.
  public var flavour: KernelFlavour
  /// The version of the package, which orders kernels of one series.
  public var version: PackageVersion
  /// The suite that carries it.
  public var suite: String
  /// The package with the image: `linux-image-…` up to 6.18, `linux-binary-…` after.
  public var image: Part
  /// `linux-modules-…`; `nil` where the image's package holds the modules or the mirror has none.
  public var modules: Part?

  /// Its series and its flavour.
  public var name: KernelName { KernelName(series, flavour) }

  /// Whether modules come with it: in the image's package, unless that is `linux-binary-…`.
  public var hasModules: Bool { modules != nil || image.name.hasPrefix(Self.wholePackage) }

  private static let wholePackage = "linux-image-"

  /// The download size of both packages, in bytes.
  public var size: UInt64 { image.size + (modules?.size ?? 0) }

  /// The cache's name for it.
  var key: String { "\(version.text.replacing(":", with: "_"))-\(image.checksum.prefix(12))" }

  /// A smaller image is a package that only depends on others.
  private static let smallestImage: UInt64 = 1 << 20

  /// The newest kernel of each series and flavour, the oldest series first, in an index as
  /// `apt-cache show` prints it, with each package's suite by `name version`.
  static func newest(inIndex index: String, suites: [String: String]) -> [KernelPackage] {
    let stanzas = ControlStanza.all(in: index)
    var parts: [String: Part] = [:]
    for stanza in stanzas {
      if let (name, version, part) = read(stanza) { parts["\(name) \(version)"] = part }
    }
    var newest: [KernelName: KernelPackage] = [:]
    for stanza in stanzas {
      guard let found = kernel(stanza, parts: parts, suites: suites) else { continue }
      if let best = newest[found.name], best.version >= found.version { continue }
      newest[found.name] = found
    }
    return newest.values.sorted { $0.name < $1.name }
  }

  private static func read(_ stanza: ControlStanza) -> (String, String, Part)? {
    guard let name = stanza["Package"], let version = stanza["Version"],
      let size = stanza["Size"].flatMap({ UInt64($0) }), let checksum = stanza["SHA256"]
    else { return nil }
    return (name, version, Part(name: name, size: size, checksum: checksum))
  }

  private static func kernel(
    _ stanza: ControlStanza, parts: [String: Part], suites: [String: String]
  ) -> KernelPackage? {
    guard let (name, version, part) = read(stanza), part.size >= smallestImage,
      let release = release(of: name, kinds: [wholePackage, "linux-binary-"]),
      let series = KernelSeries(prefixOf: release),
      let flavour = KernelFlavour(ofRelease: release)
    else { return nil }
    return KernelPackage(
      series: series, flavour: flavour, version: PackageVersion(version),
      suite: suites["\(name) \(version)"] ?? "unknown", image: part,
      modules: parts["linux-modules-\(release) \(version)"])
  }

  /// A package's release: `6.12.117+deb13-cloud-amd64` of `linux-image-6.12.117+deb13-cloud-amd64`;
  /// `nil` for what is no kernel of a flavour.
  static func release(of package: String, kinds: [String]) -> String? {
    guard let kind = kinds.first(where: package.hasPrefix) else { return nil }
    let release = package.dropFirst(kind.count)
    let isKernel =
      release.first?.isNumber == true && KernelFlavour(ofRelease: String(release)) != nil
    return isKernel ? String(release) : nil
  }
}

/// The mirror's newest kernel of each series and flavour.
public struct KernelCatalogue: Hashable, Codable, Sendable {
  /// By series, the oldest first, then by flavour.
  public var kernels: [KernelPackage]
  /// When the mirror was read, in seconds since 1970.
  public var readAt: Int
  /// Why the catalogue is stale; `nil` within a day of reading the mirror.
  public var staleBecause: String?

  /// The kernel of a series and a flavour.
  public subscript(_ name: KernelName) -> KernelPackage? {
    kernels.first { $0.name == name }
  }
}
