// SPDX-License-Identifier: Apache-2.0

internal import System

/// A kernel's image that lies on this machine, outside of the cache.
public struct LocalImage: Hashable, Sendable {
  /// Where it lies.
  public let path: String
  /// What `uname -r` says in a guest, or why its head could not be read.
  public let release: Result<String, KernelsError>

  /// For example 6.12; `nil` where that is not known.
  public var series: KernelSeries? {
    (try? release.get()).flatMap { KernelSeries(prefixOf: $0) }
  }
}

extension KernelStore {
  /// The images that this machine's own packages have installed: `/boot/vmlinuz-…` and
  /// `/lib/modules/…/vmlinuz`, one a release, by series.
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
    } catch {
      return LocalImage(path: path, release: .failure(error))
    }
  }
}
