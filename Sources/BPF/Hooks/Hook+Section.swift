// SPDX-License-Identifier: Apache-2.0

extension Hook {
  /// The hook that a section's name tells, in libbpf's spelling: `kprobe/vfs_read`.
  ///
  /// `nil` where it names no single target of a kind that Tare has.
  package init?(section: String) {
    guard let slash = section.firstIndex(of: "/") else { return nil }
    let target = String(section[section.index(after: slash)...])
    let word = String(section[..<slash])
    guard !target.isEmpty, !target.contains("*"), !target.contains("?"),
      let kind = Kind.allCases.first(where: { $0.sections.contains(word) }),
      let hook = kind.hook(at: target)
    else { return nil }
    self = hook
  }
}
