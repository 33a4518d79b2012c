// SPDX-License-Identifier: Apache-2.0

/// A wanted kernel, available or not: a missing one keeps no other from being tried.
public struct WantedKernel: Sendable {
  /// The wanted series or file.
  public let name: String
  /// The kernel, or the reason that it is missing.
  public let kernel: Result<Kernel, KernelsError>

  /// Gets the kernel.
  ///
  /// - Parameters:
  ///   - name: The wanted series or file.
  ///   - get: Finds, fetches or reads it.
  /// - Throws: `interrupted` alone; everything else is kept.
  public init(_ name: String, _ get: () throws(KernelsError) -> Kernel) throws(KernelsError) {
    self.name = name
    do throws(KernelsError) { kernel = .success(try get()) } catch {
      if case .interrupted = error { throw error }
      kernel = .failure(error)
    }
  }

  /// The reason that it is missing.
  public var error: KernelsError? { if case .failure(let error) = kernel { error } else { nil } }
}
