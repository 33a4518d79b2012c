// SPDX-License-Identifier: Apache-2.0

/// The distribution's mirror in this machine's package manager.
struct Mirror: Hashable {
  /// The archive's source.
  let archive: PackageSource
  /// The security updates' source; `nil` for none.
  let security: PackageSource?

  /// Suites to look into; a mirror need not have all.
  static let suites = [
    "bullseye", "bullseye-backports", "bookworm", "bookworm-backports", "trixie",
    "trixie-backports", "forky", "forky-backports", "sid", "experimental",
  ]
  /// Security suites to look into.
  static let securitySuites = [
    "bullseye-security", "bookworm-security", "trixie-security", "forky-security",
  ]
  /// The keys of the distribution's archives.
  static let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

  /// Finds the mirror among the package manager's sources, for the fields of `/etc/os-release`. It
  /// throws `noMirror` where the distribution is not Debian, or has no source.
  init(among sources: [PackageSource], of distribution: [String: String]) throws(KernelsError) {
    guard distribution["ID"] == "debian" else {
      let name = distribution["PRETTY_NAME"] ?? distribution["ID"] ?? "this distribution"
      throw .noMirror(reason: "\(name) is not Debian, whose archive has all series side by side")
    }
    let own = sources.filter(Self.isDistributions)
    let codename = distribution["VERSION_CODENAME"] ?? ""
    let archives = own.filter { !Self.isSecurity($0) }
    guard let archive = archives.first(where: { $0.suite == codename }) ?? archives.first else {
      throw .noMirror(reason: "the package manager's sources name no archive of Debian")
    }
    self.archive = archive
    security = own.first(where: Self.isSecurity)
  }

  /// The number of suites to look into.
  var suiteCount: Int { Self.suites.count + (security == nil ? 0 : Self.securitySuites.count) }

  /// The private apt's sources, verified by the distribution's keys.
  func sourcesList(keyring: String = Self.keyring) -> String {
    var lines = Self.suites.map { Self.line(archive, suite: $0, keyring) }
    if let security { lines += Self.securitySuites.map { Self.line(security, suite: $0, keyring) } }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ source: PackageSource, suite: String, _ keyring: String) -> String {
    // A snapshot's dates are old, as the machine's own source may allow.
    let validity = source.options["check-valid-until"].map { " check-valid-until=\($0)" } ?? ""
    return "deb [arch=amd64 signed-by=\(keyring)\(validity)] \(source.uri) \(suite) main"
  }

  /// Whether a source is the distribution's: others share suites' names, not keys or components.
  private static func isDistributions(_ source: PackageSource) -> Bool {
    let keys = source.options["signed-by"]
    let isOwnKey =
      keys.map { $0.hasPrefix("/usr/share/keyrings/debian-archive") || $0.contains("BEGIN PGP") }
      ?? true
    let base = source.suite.split(separator: "-").first.map(String.init) ?? source.suite
    let isSuite =
      suites.contains(base.split(separator: "/").first.map(String.init) ?? base)
      || ["stable", "oldstable", "oldoldstable", "testing", "unstable"].contains(base)
    return isOwnKey && isSuite && source.components.contains("main")
      && !source.uri.hasPrefix("cdrom:")
  }

  private static func isSecurity(_ source: PackageSource) -> Bool {
    source.suite.hasSuffix("-security") || source.suite.hasSuffix("/updates")
  }

  /// The fields of `/etc/os-release`.
  static func distribution(_ text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let pair = line.split(separator: "=", maxSplits: 1)
      if pair.count == 2 { fields[String(pair[0])] = String(pair[1].filter { $0 != "\"" }) }
    }
    return fields
  }
}
