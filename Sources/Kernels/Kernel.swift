// SPDX-License-Identifier: Apache-2.0

/// A kernel that can be booted.
public struct Kernel: Hashable, Codable, Sendable {
  /// Where it comes from.
  public enum Origin: Hashable, Codable, Sendable {
    /// The distribution's mirror: the package, its version, and the suite that carries it.
    case package(name: String, version: PackageVersion, suite: String)
    /// A file of the user's own.
    case file(path: String)
  }

  /// A module of it.
  public struct Module: Hashable, Codable, Sendable {
    /// What `modprobe` calls it, with `_` for `-`.
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
  /// What `uname -r` says in a guest.
  public var release: String
  /// Who built it, and when.
  public var build: String
  /// The bzImage.
  public var image: String
  /// The ELF file that was packed in the image, which boots sooner; `nil` where it is not at hand.
  public var unpackedImage: String?
  /// The SHA-256 of the image, in hexadecimal.
  public var checksum: String
  /// The modules at hand, each after those it needs. Empty for kernels whose package has none.
  public var modules: [Module]
  /// Where it comes from.
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

  /// The distribution's flavour that it is of; `nil` for a kernel of another making.
  public var flavour: KernelFlavour? { KernelFlavour(ofRelease: release) }

  /// Its series and its flavour. A kernel of another making is told by its series alone.
  public var name: KernelName { KernelName(series, flavour ?? .cloud) }

  /// Modules and those they need, in the order in which they are loaded; of a module that is not at hand,
  /// none.
  public func modules(for names: String...) -> [Module] {
    var wanted = Set(names)
    for module in modules.reversed() where wanted.contains(module.name) {
      wanted.formUnion(module.needs)
    }
    return modules.filter { wanted.contains($0.name) }
  }

  /// The modules that a guest loads for its serial ports, its NVMe disks, ext4 and overlays on it, in this order; what is
  /// in the kernel itself is not among them.
  public var diskModules: [Module] { modules(for: "8250", "nvme", "ext4", "overlay") }

  /// The modules that a guest loads for ext4 on `null_blk`, in this order.
  public var nullBlockModules: [Module] { modules(for: "8250", "null_blk", "ext4") }
}
