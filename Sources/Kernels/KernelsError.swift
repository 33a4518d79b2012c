// SPDX-License-Identifier: Apache-2.0

/// Why a kernel could not be found, fetched, unpacked or kept.
public enum KernelsError: Error, Hashable, Sendable {
  /// A program is missing; `package` has it.
  case missingTool(name: String, package: String)
  /// A program failed; `output` is its last output.
  case toolFailed(name: String, reason: String, output: String)
  /// This machine's package manager names no mirror with kernels.
  case noMirror(reason: String)
  /// The mirror did not answer, or its answer was not verified.
  case mirrorFailed(reason: String)
  /// Neither mirror nor cache has this kernel; `known` are its flavour's.
  case unknownSeries(KernelName, known: [KernelName])
  /// The kernel is not cached and cannot be fetched for `reason`; `cached` are in the cache.
  case notCached(KernelName, cached: [KernelName], reason: String)
  /// The file is no bootable kernel.
  case notAKernel(path: String, reason: String)
  /// A fetched or cached file differs from its record.
  case damaged(path: String, reason: String)
  /// A file cannot be stored, for example on a full disk; nothing remains of it.
  case cannotStore(path: String, reason: String)
  /// A file cannot be read.
  case cannotRead(path: String, reason: String)
  /// The user asked the run to end.
  case interrupted
}

extension KernelsError: CustomStringConvertible {
  /// Subject, cause, remedy.
  public var description: String {
    switch self {
    case .missingTool(let name, let package):
      "cannot find '\(name)'; install it (Debian: apt-get install \(package))"
    case .toolFailed(let name, let reason, let output):
      "'\(name)' failed: \(reason)" + (output.isEmpty ? "" : "; it said last:\n\(output)")
    case .noMirror(let reason):
      "no mirror to fetch kernels from: \(reason); give one with --kernel FILE"
    case .mirrorFailed(let reason): "the mirror cannot be read: \(reason)"
    case .unknownSeries(let name, let known):
      "there is no kernel of series \(name); there are \(Self.list(known))"
    case .notCached(let name, let cached, let reason):
      "the kernel \(name) is not in the cache and cannot be fetched: \(reason); "
        + "in the cache are \(Self.list(cached))"
    case .notAKernel(let path, let reason): "'\(path)' is no kernel that can be booted: \(reason)"
    case .damaged(let path, let reason): "'\(path)' is damaged: \(reason)"
    case .cannotStore(let path, let reason): "cannot store '\(path)': \(reason)"
    case .cannotRead(let path, let reason): "cannot read '\(path)': \(reason)"
    case .interrupted: "interrupted"
    }
  }

  private static func list(_ names: [KernelName]) -> String {
    names.isEmpty ? "none" : names.sorted().map(\.description).joined(separator: ", ")
  }
}
