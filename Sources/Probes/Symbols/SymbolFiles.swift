// SPDX-License-Identifier: Apache-2.0

/// The files whose symbols were read: processes share most of theirs.
final class SymbolFiles {
  private var files: [Descriptor.Identity: SymbolFile?] = [:]

  /// The symbols of the file that a process has mapped; `nil` where it has none, or is out of reach.
  func file(of mapping: CodeMapping, in process: borrowing ProcessFolder) -> SymbolFile? {
    guard let descriptor = process.open(mapping), let identity = descriptor.identity else {
      return nil
    }
    if let known = files[identity] { return known }
    let file = SymbolFile(reading: descriptor)
    files[identity] = .some(file)
    return file
  }
}
