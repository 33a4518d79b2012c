// SPDX-License-Identifier: Apache-2.0

internal import System

/// The machine's apt with sources, lists and caches in a folder of its own. The machine's proxies,
/// credentials and certificates still apply.
struct PrivateApt {
  /// The folder of the state.
  let folder: String
  /// The keys that must have signed everything.
  var keyring = Mirror.keyring
  let interrupted: @Sendable () -> Bool

  private var sourcesList: String { "\(folder)/sources.list" }

  private var options: [String] {
    [
      "Dir::Etc::sourcelist=\(sourcesList)", "Dir::Etc::sourceparts=/dev/null",
      "Dir::Etc::preferences=/dev/null", "Dir::Etc::preferencesparts=/dev/null",
      "Dir::State=\(folder)/state", "Dir::State::status=\(folder)/state/status",
      "Dir::State::lists=\(folder)/state/lists", "Dir::Cache=\(folder)/cache",
      "Dir::Cache::pkgcache=pkgcache.bin", "Dir::Cache::srcpkgcache=",
      "APT::Architecture=amd64", "APT::Architectures=amd64", "APT::Sandbox::User=root",
      "APT::Get::AllowUnauthenticated=false", "Acquire::AllowInsecureRepositories=false",
      "Acquire::Languages=none", "Acquire::PDiffs=false", "Acquire::GzipIndexes=true",
      "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
      "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false",
      "APT::Update::Error-Mode=any", "Acquire::Retries=2", "Acquire::http::Timeout=20",
      "Acquire::https::Timeout=20",
    ].flatMap { ["-o", $0] }
  }

  /// Reads the mirror's indices, without the suites that it lacks; `progress` hears apt's steps.
  func update(_ mirror: Mirror, progress: (String) -> Void = { _ in }) throws(KernelsError) {
    guard Files.exists(keyring) else {
      throw .missingTool(name: keyring, package: "debian-archive-keyring")
    }
    try Files.makeFolder("\(folder)/state/lists/partial")
    try Files.makeFolder("\(folder)/cache/archives/partial")
    try Files.write([], to: "\(folder)/state/status")
    try Files.write(Array(mirror.sourcesList(keyring: keyring).utf8), to: sourcesList)
    let (status, output) = try ExternalCommand.aptGet.outcome(
      options + ["-q", "update"], deadline: .seconds(600), interrupted: interrupted
    ) { progress(Self.step($0, suites: mirror.suiteCount)) }
    // A missing suite makes apt fail after reading the others.
    if status != .exited(0), !Self.hasAnswered(output) {
      throw .mirrorFailed(reason: Self.reason(output))
    }
  }

  /// apt's present step by its output: a suite answers with `Hit:7 URI sid InRelease`, a list of
  /// packages comes as `Get:8 URI sid/main amd64 Packages [9000 kB]`.
  static func step(_ output: String, suites: Int) -> String {
    if output.contains("Reading package lists") { return "sorting the mirror's lists of packages" }
    let answers = output.split(separator: "\n")
      .filter { ["Get:", "Hit:", "Ign:", "Err:"].contains($0.prefix(4)) }
    let read = answers.count { $0.contains(" InRelease") }
    let lists = answers.count { $0.contains(" Packages") }
    return "reading what the mirror has: \(read) of \(suites) suites; lists: \(lists)"
  }

  /// Whether the mirror answered: else apt's lists are old ones. A line is `Get:7 URI …`; for a
  /// missing file `Ign:7` or `Err:7` follows.
  static func hasAnswered(_ output: String) -> Bool {
    var answered: Set<Substring> = [], failed: Set<Substring> = []
    for line in output.split(separator: "\n") {
      let head = line.prefix { $0 != " " }.split(separator: ":")
      guard head.count == 2 else { continue }
      switch head[0] {
      case "Get", "Hit": answered.insert(head[1])
      case "Ign", "Err": failed.insert(head[1])
      default: continue
      }
    }
    return !answered.isSubset(of: failed)
  }

  /// The newest kernel of each series and flavour.
  func kernels() throws(KernelsError) -> [KernelPackage] {
    let names = try kernelNames()
    guard !names.isEmpty else { return [] }
    let index = try query(["show"] + names)
    return KernelPackage.newest(inIndex: index, suites: Self.suites(try query(["madison"] + names)))
  }

  /// Downloads a package, whose checksum apt compares with the signed index; returns the path.
  func download(
    _ part: KernelPackage.Part, version: PackageVersion, to folder: String
  ) throws(KernelsError) -> String {
    // apt downloads to its working directory.
    let change = #"cd "$0" && exec "$@""#
    let command = ["-c", change, folder, try ExternalCommand.aptGet.path()]
    do throws(KernelsError) {
      try ExternalCommand.shell.run(
        command + options + ["-q", "download", "\(part.name)=\(version)"],
        deadline: .seconds(1800), interrupted: interrupted)
    } catch {
      guard case .toolFailed(_, _, let output) = error else { throw error }
      try ExternalCommand.checkRoom(output, for: folder)
      throw .mirrorFailed(reason: Self.reason(output))
    }
    return try downloaded(part, in: folder)
  }

  /// The path of a complete download.
  private func downloaded(
    _ part: KernelPackage.Part, in folder: String
  ) throws(KernelsError) -> String {
    let path = Folder.names(in: folder).filter { $0.hasPrefix("\(part.name)_") }.last
      .map { "\(folder)/\($0)" }
    guard let path, Files.size(of: path) == part.size else {
      // Copying from a local mirror, apt does not notice a full disk.
      if Files.room(in: folder) < part.size {
        throw .cannotStore(path: folder, reason: "no space left on device")
      }
      throw .damaged(path: part.name, reason: "the download has not the size that the index says")
    }
    return path
  }

  private func kernelNames() throws(KernelsError) -> [String] {
    var names: [String] = []
    for kind in ["linux-image-", "linux-binary-", "linux-modules-"] {
      let all = try query(["pkgnames", kind]).split(separator: "\n").map(String.init)
      names += all.filter { KernelPackage.release(of: $0, kinds: [kind]) != nil }
    }
    return names
  }

  private func query(_ arguments: [String]) throws(KernelsError) -> String {
    try ExternalCommand.aptCache.run(
      options + arguments, deadline: .seconds(120), interrupted: interrupted)
  }

  /// Reads `name | version | URI suite/component arch Packages`.
  static func suites(_ madison: String) -> [String: String] {
    var suites: [String: String] = [:]
    for line in madison.split(separator: "\n") {
      let columns = line.split(separator: "|").map { $0.split(whereSeparator: \.isWhitespace) }
      guard columns.count == 3, let name = columns[0].first, let version = columns[1].first,
        columns[2].count > 1, let suite = columns[2][1].split(separator: "/").first
      else { continue }
      suites["\(name) \(version)"] = String(suite)
    }
    return suites
  }

  /// The line of apt's output with the error.
  static func reason(_ output: String) -> String {
    let lines = output.split(separator: "\n")
    let error = lines.first { $0.hasPrefix("E: ") } ?? lines.last ?? "apt does not say why"
    return String(error).replacing("E: ", with: "")
  }
}
