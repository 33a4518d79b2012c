// SPDX-License-Identifier: Apache-2.0

internal import System

/// A directory with one kernel and its modules, laid out by `make install`, a package or a vendor.
struct KernelFolder {
  /// The bzImage.
  let image: String
  /// Modules and depmod's lists.
  let modules: [String]

  /// Finds the image in the usual places, and its modules; `notAKernel` for no image or several.
  init(_ path: String) throws(KernelsError) {
    var images: [String: String] = [:]
    for candidate in Self.images(in: path) {
      let release = try BootImage(try Files.read(candidate), path: candidate).release
      if images[release] == nil { images[release] = candidate }
    }
    guard let (release, image) = images.first else {
      throw .notAKernel(
        path: path,
        reason: "the directory holds no vmlinuz; looked for vmlinuz, vmlinuz-*, boot/vmlinuz-* and "
          + "lib/modules/*/vmlinuz")
    }
    guard images.count == 1 else {
      throw .notAKernel(
        path: path,
        reason: "the directory holds several (\(images.keys.sorted().joined(separator: ", "))); "
          + "name one's vmlinuz, with --modules")
    }
    self.image = image
    modules = Self.modules(of: release, in: path)
  }

  private static func images(in path: String) -> [String] {
    let named = ["\(path)", "\(path)/boot"].flatMap { folder in
      Folder.names(in: folder).filter { $0 == "vmlinuz" || $0.hasPrefix("vmlinuz-") }
        .map { "\(folder)/\($0)" }
    }
    let beside = ["\(path)/lib/modules", "\(path)/usr/lib/modules"].flatMap { folder in
      Folder.names(in: folder).map { "\(folder)/\($0)/vmlinuz" }
    }
    return (named + beside).filter(Files.isRegular)
  }

  /// The files of the first place with a module; the directory may be `/lib/modules/RELEASE`.
  private static func modules(of release: String, in path: String) -> [String] {
    let places = ["lib/modules/\(release)", "usr/lib/modules/\(release)", "modules", "kernel"]
    for place in places {
      let files = Files.all(below: "\(path)/\(place)")
      guard files.contains(where: { ModuleFile.name(of: $0) != nil }) else { continue }
      return files + beside(path)
    }
    return beside(path)
  }

  private static func beside(_ path: String) -> [String] {
    Folder.names(in: path).map { "\(path)/\($0)" }.filter(Files.isRegular)
  }
}
