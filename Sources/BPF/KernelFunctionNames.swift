// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// The names of the kernel's functions, as `/proc/kallsyms` has them.
public enum KernelFunctionNames {
  /// The names that more than one function of the kernel and its modules has.
  ///
  /// - Parameters:
  ///   - names: Names, each once.
  ///   - path: A file like `/proc/kallsyms`.
  /// - Returns: Those of `names` that several have.
  /// - Throws: `BPFError.failed` with `read`.
  public static func ambiguous(
    among names: [String], in path: String = "/proc/kallsyms"
  ) throws(BPFError) -> Set<String> {
    var isAmbiguous = [Bool](repeating: false, count: names.count)
    let text = names.flatMap { $0.utf8CString }
    try check(
      unsafe clibbpf_ambiguous(path, text, UInt32(names.count), &isAmbiguous), .read, path)
    return Set(zip(names, isAmbiguous).filter(\.1).map(\.0))
  }
}
