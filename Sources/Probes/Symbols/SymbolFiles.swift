// SPDX-License-Identifier: Apache-2.0

import Lines

/// The files whose symbols were read: processes share most of theirs.
final class SymbolFiles {
  /// A file, and the root folder whose debug files it has.
  private struct Key: Hashable {
    let file: FileIdentity
    let root: FileIdentity?
  }

  private var files: [Key: SymbolFile?] = [:]
  private let clock = EventClock()

  /// The names that could not be read so far, and why.
  var omissions: [String] {
    let paths = files.values.compactMap { $0.flatMap { $0.isPartlyRead ? $0.path : nil } }
    return Set(paths).sorted().map {
      "\($0): not all of its functions have names: it has more symbols or DWARF than is sensible"
    }
  }

  /// The symbols of a mapped file; `nil` where it has none, or is out of reach.
  func file(of mapping: MemoryMapping, in process: borrowing ProcessFolder) -> SymbolFile? {
    guard let descriptor = process.open(mapping) else { return nil }
    return file(descriptor, of: mapping, root: process.root, process.file("/")?.identity)
  }

  /// The symbols of the file that a process had mapped; `nil` where it had none, or where the file
  /// at its path here is another one, or was changed since: a file that is written anew may have
  /// the number of the old one.
  func file(of mapping: MemoryMapping) -> SymbolFile? {
    guard case .file(let path, let inode, let device) = mapping.source,
      let place = Descriptor.place(path),
      place.identity == FileIdentity(inode: inode, device: device),
      let changed = place.changed,
      changed <= Int64(clamping: clock.sinceEpoch(mapping.time)),
      let descriptor = place.openedFile()
    else { return nil }
    return file(descriptor, of: mapping, root: "/", FileIdentity(path: "/"))
  }

  private func file(
    _ descriptor: consuming Descriptor, of mapping: MemoryMapping, root: String,
    _ rootIdentity: FileIdentity?
  ) -> SymbolFile? {
    guard let identity = descriptor.identity else { return nil }
    let key = Key(file: identity, root: rootIdentity)
    if let known = files[key] { return known }
    let file = SymbolFile(reading: descriptor, root: root, path: mapping.path)
    files[key] = .some(file)
    return file
  }
}
