// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Takes a kernel's image and the wanted modules out of packages or directories.
struct PackageUnpacker {
  /// Modules that guests use unless they are built in; their needs are added.
  static let wantedModules = ["8250", "nvme", "ext4", "overlay", "null_blk", "brd"]

  /// The target folder, on the cache's file system.
  let folder: String
  let interrupted: @Sendable () -> Bool

  private var contents: String { "\(folder)/.contents" }

  /// Unpacks packages; returns the kernel, its files in `folder`, and its image's size in bytes.
  func unpack(
    _ packages: [String], origin: Kernel.Origin
  ) throws(KernelsError) -> (Kernel, UInt64) {
    let files = try contents(of: packages)
    guard let image = files.first(where: Self.isImage) else {
      throw .notAKernel(
        path: packages[0],
        reason: "the package holds no vmlinuz; Debian's is in linux-binary-… from 6.19 on, "
          + "Fedora's in kernel-core-…")
    }
    let modules = try keep(files.filter { $0.contains("/modules/") })
    let result = try keep(image: image, modules: modules, origin: origin)
    try Files.remove(contents)
    return result
  }

  /// Copies the user's kernel and leaves the original as it is; returns it with its image's bytes.
  func unpack(_ source: KernelSource) throws(KernelsError) -> (Kernel, UInt64) {
    let origin = Kernel.Origin.file(path: source.path)
    guard let given = source.image else {
      var (kernel, size) = try unpack(source.packages, origin: origin)
      if !source.modules.isEmpty { kernel.modules = try keep(source.modules) }
      return (kernel, size)
    }
    let modules = try keep(source.modules + (try contents(of: source.packages)))
    try Files.remove(contents)
    let copy = "\(folder)/image"
    try Files.write(try Files.read(given), to: copy)
    return try keep(image: copy, modules: modules, origin: origin)
  }

  /// The files of packages, unpacked.
  private func contents(of packages: [String]) throws(KernelsError) -> [String] {
    try Files.makeFolder(contents)
    for package in packages { try extract(package) }
    return Files.all(below: contents)
  }

  /// Moves an image to the folder and reads its head.
  func keep(
    image: String, modules: [Kernel.Module], origin: Kernel.Origin
  ) throws(KernelsError) -> (Kernel, UInt64) {
    let path = "\(folder)/\(CacheEntry.imageName)"
    try Files.move(image, to: path)
    var kernel = try Kernel(imageAt: path, origin: origin)
    kernel.modules = modules
    kernel.unpackedImage = try ImageUnpacker.unpack(path, to: "\(folder)/vmlinux")
    return (kernel, Files.size(of: path) ?? 0)
  }

  private func extract(_ package: String) throws(KernelsError) {
    let (tool, arguments) =
      package.hasSuffix(".rpm")
      ? (ExternalCommand.bsdtar, ["-x", "-f", package, "-C", contents])
      : (ExternalCommand.dpkgDeb, ["--extract", package, contents])
    do throws(KernelsError) {
      try tool.run(arguments, deadline: .seconds(300), interrupted: interrupted)
    } catch {
      switch error {
      case .missingTool: throw .cannotRead(path: package, reason: error.description)
      case .toolFailed(_, _, let output):
        try ExternalCommand.checkRoom(output, for: folder)
        let reason = output.split(separator: "\n").last ?? ""
        throw .damaged(path: package, reason: "\(tool.name) cannot unpack it: \(reason)")
      default: throw error
      }
    }
  }

  private static func isImage(_ path: String) -> Bool {
    guard let name = path.split(separator: "/").last else { return false }
    return name == "vmlinuz" || name.hasPrefix("vmlinuz-")
  }

  /// Keeps the wanted modules and their needs, in order of loading.
  func keep(_ files: [String]) throws(KernelsError) -> [Kernel.Module] {
    let modules = try ModuleFolder(files)
    var seen: Set<String> = []
    var kept: [Kernel.Module] = []
    for name in Self.wantedModules { try keep(name, of: modules, &seen, into: &kept) }
    return kept
  }

  /// Keeps a module after its needs; a circle of needs, which no kernel has, starts anywhere.
  private func keep(
    _ name: String, of modules: ModuleFolder, _ seen: inout Set<String>,
    into kept: inout [Kernel.Module]
  ) throws(KernelsError) {
    guard let file = modules.files[name], seen.insert(name).inserted else { return }
    let path = "\(folder)/\(name).ko"
    let bytes = try ModuleFile.plain(file, scratch: path)
    let needs = modules.needs(of: name, bytes)
    for need in needs { try keep(need, of: modules, &seen, into: &kept) }
    try Files.write(bytes, to: path)
    kept.append(
      Kernel.Module(
        name: name, path: path, needs: needs.filter { need in kept.contains { $0.name == need } }))
  }
}
