// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import System

/// Where the workloads' programs lie.
package struct ExecutableFolder {
  /// The folder.
  package let path: String

  /// `path`, else the folder of the running program (`/proc/self/exe`).
  package init(_ path: String?) { self.path = path ?? OwnProgram.folder }

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
}
