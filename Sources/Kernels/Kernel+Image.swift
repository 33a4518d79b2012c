// SPDX-License-Identifier: Apache-2.0

extension Kernel {
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
