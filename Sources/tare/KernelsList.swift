// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// `tare kernels list`.
struct KernelsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the kernels that can be had, by series.",
    discussion: """
      First those that the mirror or the cache has: a guest is booted with one by its series. Then \
      the files of this machine that are kernels, and those of your own that the cache remembers: a \
      guest is booted with one by --kernel FILE. MODULES says whether its packages have modules; \
      without them a kernel has the disks and file systems that are built into it.
      """)

  @OptionGroup var flavour: FlavourOption

  @OptionGroup var cache: CacheFolder

  @Flag(help: "Ask the mirror, even where it was asked within a day.")
  var refresh = false

  func run() throws {
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      var catalogue: KernelCatalogue?
      do throws(KernelsError) {
        catalogue = try store.catalogue(refreshing: refresh)
        if let reason = catalogue?.staleBecause {
          Terminal.complain("the list is not the newest: \(reason)")
        }
      } catch {
        if error == .interrupted { throw error }
        Terminal.complain("\(error); these are in the cache")
      }
      print(Self.series(catalogue, store.cached, flavour.flavours), terminator: "")
      print(Self.files(store.localImages, store.cached), terminator: "")
    } catch {
      throw Failure.report(error)
    }
  }

  /// A line for each kernel of the mirror in these flavours and of the cache in any.
  static func series(
    _ catalogue: KernelCatalogue?, _ cached: [Kernel], _ flavours: [KernelFlavour]
  ) -> String {
    let packages = (catalogue?.kernels ?? []).filter { flavours.contains($0.flavour) }
    let cached = cached.filter { $0.file == nil }
    var rows = [["SERIES", "VERSION", "SUITE", "MODULES", "DOWNLOAD", "CACHED"]]
    for name in Set(packages.map(\.name) + cached.map(\.name)).sorted() {
      let here = cached.filter { $0.name == name }
      let package = catalogue?[name]
      let versions = here.map(\.shownVersion)
      let hasModules = package?.hasModules ?? here.first.map { !$0.modules.isEmpty } ?? false
      rows.append([
        "\(name)", package.map { "\($0.version)" } ?? "-", package?.suite ?? "-",
        hasModules ? "yes" : "no",
        package.map { "\(($0.size + 500_000) / 1_000_000) MB" } ?? "-",
        versions.isEmpty ? "no" : versions.joined(separator: ", "),
      ])
    }
    return aligned(rows)
  }

  /// A line for each of the user's files; nothing where there is none.
  static func files(_ images: [LocalImage], _ cached: [Kernel]) -> String {
    var rows: [[String]] = []
    for image in images {
      switch image.release {
      case .success(let release):
        rows.append([image.series.map { "\($0)" } ?? "?", release, image.path])
      case .failure(let error):
        rows.append(["?", "?", "\(error)"])
      }
    }
    for kernel in cached {
      guard let file = kernel.file, !images.contains(where: { $0.path == file }) else { continue }
      rows.append(["\(kernel.series)", kernel.release, file])
    }
    return rows.isEmpty ? "" : "\n" + aligned([["SERIES", "RELEASE", "FILE (--kernel)"]] + rows)
  }

  private static func aligned(_ rows: [[String]]) -> String {
    let widths = (0..<rows[0].count).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }
}

extension Kernel {
  /// The user's file that the kernel was copied from; `nil` for one of the mirror.
  var file: String? { if case .file(let path) = origin { path } else { nil } }

  /// The package's version, or the release of a user's file.
  var shownVersion: String {
    if case .package(_, let version, _) = origin { return version.text }
    return "\(release) (a file)"
  }
}
