// SPDX-License-Identifier: Apache-2.0

/// A kernel that was asked for, whether it can be had or not: one that cannot is a failure of its own, and keeps
/// no other from being tried.
public struct WantedKernel: Sendable {
  /// What was asked for: a series, or the path of a file.
  public let name: String
  /// The kernel, or why it cannot be had.
  public let kernel: Result<Kernel, KernelsError>

  /// Gets it.
  ///
  /// - Parameters:
  ///   - name: What was asked for.
  ///   - get: Finds, fetches or reads it.
  /// - Throws: `interrupted` alone; everything else is kept.
  public init(
    _ name: String, _ get: () throws(KernelsError) -> Kernel
  ) throws(KernelsError) {
    self.name = name
    do throws(KernelsError) { kernel = .success(try get()) } catch {
      if case .interrupted = error { throw error }
      kernel = .failure(error)
    }
  }

  /// Why it cannot be had.
  public var error: KernelsError? {
    if case .failure(let error) = kernel { error } else { nil }
  }
}
