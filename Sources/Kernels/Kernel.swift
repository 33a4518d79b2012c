// SPDX-License-Identifier: Apache-2.0

/// A bootable kernel.
public struct Kernel: Hashable, Codable, Sendable {
  /// The origin.
  public enum Origin: Hashable, Codable, Sendable {
    /// A package of the distribution's mirror, with its version and suite.
    case package(name: String, version: PackageVersion, suite: String)
    /// A file of the user's own.
    case file(path: String)

    /// The package and its version, or the path.
    public var text: String {
      switch self {
      case .package(let name, let version, _): "\(name) \(version)"
      case .file(let path): path
      }
    }
  }

  /// A module of the kernel.
  public struct Module: Hashable, Codable, Sendable {
    /// The name for `modprobe`, with `_` for `-`.
    public var name: String
    /// The `.ko` file.
    public var path: String
    /// The modules it needs, to be loaded before it.
    public var needs: [String]

    /// Describes a module.
    public init(name: String, path: String, needs: [String]) {
      self.name = name
      self.path = path
      self.needs = needs
    }
  }

  /// For example 6.12.
  public var series: KernelSeries
  /// The answer of `uname -r` in a guest.
  public var release: String
  /// Who built it, and when.
  public var build: String
  /// The bzImage.
  public var image: String
  /// The unpacked ELF file, which boots sooner; `nil` where there is none.
  public var unpackedImage: String?
  /// The SHA-256 of the image, in hexadecimal.
  public var checksum: String
  /// The modules at hand, each after those it needs; empty for packages without any.
  public var modules: [Module]
  /// The origin.
  public var origin: Origin

  /// Describes a kernel.
  public init(
    series: KernelSeries, release: String, build: String, image: String, checksum: String,
    modules: [Module], origin: Origin, unpackedImage: String? = nil
  ) {
    self.series = series
    self.release = release
    self.build = build
    self.image = image
    self.checksum = checksum
    self.modules = modules
    self.origin = origin
    self.unpackedImage = unpackedImage
  }

  /// The distribution's flavour; `nil` for other kernels.
  public var flavour: KernelFlavour? { KernelFlavour(ofRelease: release) }

  /// The series and flavour; a kernel of another origin has the series alone.
  public var name: KernelName { KernelName(series, flavour ?? .cloud) }

  /// Modules with their needs, in order of loading; empty for modules that are not at hand.
  public func modules(for names: String...) -> [Module] {
    var wanted = Set(names)
    for module in modules.reversed() where wanted.contains(module.name) {
      wanted.formUnion(module.needs)
    }
    return modules.filter { wanted.contains($0.name) }
  }

  /// The loadable modules for serial ports, NVMe disks, ext4 and overlays, in order of loading.
  public var diskModules: [Module] { modules(for: "8250", "nvme", "ext4", "overlay") }

  /// The loadable modules for ext4 on `null_blk`, in order of loading.
  public var nullBlockModules: [Module] { modules(for: "8250", "null_blk", "ext4") }

  /// Reads an image's head; the kernel has no modules yet.
  init(imageAt path: String, origin: Origin) throws(KernelsError) {
    let image = try BootImage(try Files.read(path), path: path)
    guard let series = KernelSeries(prefixOf: image.release) else {
      throw .notAKernel(path: path, reason: "its version '\(image.release)' has no numbers")
    }
    self.init(
      series: series, release: image.release, build: image.build, image: path,
      checksum: try Checksum.sha256(of: path), modules: [], origin: origin)
  }
}

/// Checksums of files.
enum Checksum {
  /// The SHA-256 of a file, in hexadecimal.
  static func sha256(of path: String) throws(KernelsError) -> String {
    let output = try ExternalCommand.sha256.run(["--binary", path], deadline: .seconds(60))
    let digits = output.prefix { $0.isHexDigit }
    guard digits.count == 64 else {
      throw .toolFailed(
        name: ExternalCommand.sha256.name, reason: "it printed no checksum", output: output)
    }
    return String(digits)
  }
}
