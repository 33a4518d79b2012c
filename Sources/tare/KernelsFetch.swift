// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// `tare kernels fetch`.
struct KernelsFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Bring kernels into the cache: the newest of each series.",
    discussion: "A series that is there in its newest version is left as it is.")

  @Argument(help: "Series such as 6.12, or 'all'.")
  var series: [String]

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    guard !series.isEmpty else { throw ValidationError("name a series such as 6.12, or 'all'") }
    for name in series where name != "all" && KernelSeries(argument: name) == nil {
      throw ValidationError("'\(name)' is no series; one is written like 6.12")
    }
  }

  func run() throws {
    var failure: ExitCode?
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      for series in try wanted(store) {
        // What one series lacks is no reason to leave the others out.
        do throws(KernelsError) {
          let kernel = try store.kernel(series, newest: true)
          print("\(series)  \(kernel.shownVersion)  \(kernel.release)")
        } catch {
          if error == .interrupted { throw error }
          failure = Failure.report(error)
        }
      }
    } catch {
      throw Failure.report(error)
    }
    if let failure { throw failure }
  }

  private func wanted(_ store: KernelStore) throws(KernelsError) -> [KernelSeries] {
    if series.contains("all") { return try store.catalogue().kernels.map(\.series) }
    return series.compactMap { KernelSeries(argument: $0) }
  }
}
