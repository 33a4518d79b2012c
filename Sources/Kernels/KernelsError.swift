// SPDX-License-Identifier: Apache-2.0

/// Why a kernel could not be found, fetched, unpacked or kept.
public enum KernelsError: Error, Hashable, Sendable {
  /// A program is missing that the package named comes with.
  case missingTool(name: String, package: String)
  /// A program failed; `output` is the end of what it said.
  case toolFailed(name: String, reason: String, output: String)
  /// This machine's package manager has no mirror that kernels can be had from.
  case noMirror(reason: String)
  /// The mirror did not answer, or not in a way that could be verified.
  case mirrorFailed(reason: String)
  /// Neither the mirror nor the cache has this kernel; `known` are those of its flavour.
  case unknownSeries(KernelName, known: [KernelName])
  /// The kernel is not cached and cannot be fetched, because of `reason`; `cached` are there.
  case notCached(KernelName, cached: [KernelName], reason: String)
  /// The file is no kernel that can be booted.
  case notAKernel(path: String, reason: String)
  /// What was fetched or cached is not what its record says.
  case damaged(path: String, reason: String)
  /// Something cannot be kept, for example because the disk is full. Nothing of it is left.
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
