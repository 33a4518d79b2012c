// SPDX-License-Identifier: Apache-2.0

/// A program or library whose functions are traced.
public struct TracedFile: Sendable, Hashable {
  /// The path that users know it by; a process that maps it may see it elsewhere.
  public let name: String
  /// Which file it is.
  let identity: FileIdentity
}

extension ProgramFile {
  /// Its name and identity, which are kept when it is closed.
  var traced: TracedFile { TracedFile(name: name, identity: identity) }
}
