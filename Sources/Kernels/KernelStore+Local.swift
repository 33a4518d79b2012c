// SPDX-License-Identifier: Apache-2.0

internal import System

/// A kernel's image on this machine, outside of the cache.
public struct LocalImage: Hashable, Sendable {
  /// The path of the image.
  public let path: String
  /// The release, or the reason that the head could not be read.
  public let release: Result<String, KernelsError>

  /// For example 6.12; `nil` for an unknown release.
  public var series: KernelSeries? { (try? release.get()).flatMap { KernelSeries(prefixOf: $0) } }
}

extension KernelStore {
  /// The images of this machine's packages in `/boot` and `/lib/modules`, one a release, by series.
  public var localImages: [LocalImage] {
    let paths =
      Folder.names(in: settings.bootFolder).filter { $0.hasPrefix("vmlinuz-") }
      .map { "\(settings.bootFolder)/\($0)" }
      + Folder.names(in: settings.modulesFolder).map { "\(settings.modulesFolder)/\($0)/vmlinuz" }
      .filter(Files.exists)
    var seen: Set<String> = []
    return paths.map(Self.localImage).filter { image in
      guard let release = try? image.release.get() else { return true }
      return seen.insert(release).inserted
    }.sorted { one, other in
      guard let mine = one.series, let theirs = other.series else { return one.series != nil }
      return mine < theirs
    }
  }

  private static func localImage(_ path: String) -> LocalImage {
    do throws(KernelsError) {
      let image = try BootImage(try Files.read(path), path: path)
      return LocalImage(path: path, release: .success(image.release))
    } catch { return LocalImage(path: path, release: .failure(error)) }
  }
}
