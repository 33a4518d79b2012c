// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// `tare kernels list`.
struct KernelsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the kernels that can be had, by series.")

  @OptionGroup var cache: CacheOptions

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
      print(Self.table(catalogue, store.cached), terminator: "")
    } catch {
      throw Failure.report(error)
    }
  }

  /// One line a series, and one for each file of the user's own that the cache has.
  static func table(_ catalogue: KernelCatalogue?, _ cached: [Kernel]) -> String {
    let packages = catalogue?.kernels ?? []
    var rows = [["SERIES", "VERSION", "SUITE", "MODULES", "DOWNLOAD", "CACHED"]]
    for series in Set(packages.map(\.series) + cached.map(\.series)).sorted() {
      let here = cached.filter { $0.series == series }
      let package = packages.first { $0.series == series }
      let versions = here.map(\.shownVersion)
      rows.append([
        "\(series)", package.map { "\($0.version)" } ?? "-", package?.suite ?? "-",
        here.first.map { $0.modules.isEmpty ? "no" : "yes" } ?? "?",
        package.map { "\(($0.size + 500_000) / 1_000_000) MB" } ?? "-",
        versions.isEmpty ? "no" : versions.joined(separator: ", "),
      ])
    }
    return aligned(rows)
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
  /// The package's version or, of a file of the user's own, its release.
  var shownVersion: String {
    if case .package(_, let version, _) = origin { return version.text }
    return "\(release) (a file)"
  }
}
