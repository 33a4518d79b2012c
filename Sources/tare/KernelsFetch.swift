// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// `tare kernels fetch`.
struct KernelsFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Bring kernels into the cache: the newest of each series.",
    discussion: """
      A series that is there in its newest version is left as it is. Without the mirror, what is \
      cached does; a series that cannot be had is told with its reason, and the others are fetched \
      all the same; the exit code is 69 then.
      """)

  @Argument(help: "Series such as 6.12, one kernel such as 6.12-rt-amd64, or 'all'.")
  var series: [KernelsArgument]

  @OptionGroup var flavour: FlavourOption

  @OptionGroup var cache: CacheOptions

  func run() throws {
    var failure: ExitCode?
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      for name in try wanted(store) {
        // What one series lacks is no reason to leave the others out.
        do throws(KernelsError) {
          let kernel = try store.kernel(name, newest: true)
          print("\(name)  \(kernel.shownVersion)  \(kernel.release)")
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

  private func wanted(_ store: KernelStore) throws(KernelsError) -> [KernelName] {
    var known: [KernelName] = []
    do throws(KernelsError) {
      let catalogue = try store.catalogue()
      if let reason = catalogue.staleBecause {
        Terminal.complain("what is newest may not be known: \(reason)")
      }
      known = catalogue.kernels.map(\.name).filter { flavour.flavours.contains($0.flavour) }
    } catch {
      // Each series that is not cached will say so itself.
      if error == .interrupted || series.contains(where: \.isAll) { throw error }
    }
    return series.contains(where: \.isAll)
      ? known : series.compactMap(\.kernel).flatMap { $0.names(flavour.flavours) }
  }
}
