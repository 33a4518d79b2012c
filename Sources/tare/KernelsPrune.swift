// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// `tare kernels prune`.
struct KernelsPrune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove the least recently used kernels past the cache's limit.")

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Remove every kernel, and what is known of the mirror.")
  var all = false

  func run() throws {
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      let removed = try store.prune(
        toBytes: all ? 0 : cache.limitBytes, indices: all)
      let left = (store.size + 500_000) / 1_000_000
      print(
        "removed \(removed.count) kernel\(removed.count == 1 ? "" : "s"), \((removed.bytes + 500_000) / 1_000_000) MB; "
          + "\(left) MB are left")
    } catch {
      throw Failure.report(error)
    }
  }
}
