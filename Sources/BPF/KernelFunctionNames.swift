// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// The names of the kernel's functions.
public enum KernelFunctionNames {
  /// Finds the names that several functions of the kernel and its modules share.
  ///
  /// - Parameters:
  ///   - names: Names, each once.
  ///   - path: A file like `/proc/kallsyms`.
  /// - Returns: The shared ones among `names`.
  /// - Throws: `BPFError.failed` with `read`.
  public static func ambiguous(
    among names: [String], in path: String = "/proc/kallsyms"
  ) throws(BPFError) -> Set<String> {
    let counts = try counts(of: names, in: path, hasAddresses: true)
    return Set(zip(names, counts).filter { $0.1 > 1 }.map(\.0))
  }

  /// Finds functions that the kernel's function tracer cannot trace, nor a hook at many functions.
  ///
  /// - Parameters:
  ///   - names: Names, each once.
  ///   - path: A list of functions; `nil` for tracefs's `available_filter_functions`.
  /// - Returns: Those among `names` that the file lacks.
  /// - Throws: `BPFError.failed` with `read`, for example under lockdown.
  public static func untraceable(
    among names: [String], in path: String? = nil
  ) throws(BPFError) -> Set<String> {
    let path = path ?? "\(Tracefs.place)/available_filter_functions"
    let counts = try counts(of: names, in: path, hasAddresses: false)
    return Set(zip(names, counts).filter { $0.1 == 0 }.map(\.0))
  }

  private static func counts(
    of names: [String], in path: String, hasAddresses: Bool
  ) throws(BPFError) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: names.count)
    let text = names.flatMap { $0.utf8CString }
    try check(
      unsafe clibbpf_count_functions(path, hasAddresses, text, UInt32(names.count), &counts),
      .read, path)
    return counts
  }
}
