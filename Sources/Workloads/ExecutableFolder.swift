// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where the workloads' programs lie.
package struct ExecutableFolder {
  /// The folder.
  package let path: String

  /// `path`, else the folder of the running program (`/proc/self/exe`).
  package init(_ path: String?) {
    self.path = path ?? Self.own
  }

  /// The path of `executable`, which can be executed.
  package func find(_ executable: String) throws(WorkloadError) -> String {
    let candidate = "\(path)/\(executable)"
    guard unsafe access(candidate, X_OK) == 0 else {
      throw .notFound(
        executable: candidate,
        remedy: "build it ('swift build --product \(executable)') or name the folder it is in")
    }
    return candidate
  }

  private static var own: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { return "." }
    let file = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
  }
}
