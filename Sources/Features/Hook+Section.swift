// SPDX-License-Identifier: Apache-2.0

import BPF

extension Hook {
  /// What a section's name says of where its program goes, in libbpf's spelling: `kprobe/vfs_read`.
  ///
  /// `nil` where it names no single target of a kind that Tare has.
  init?(section: String) {
    guard let slash = section.firstIndex(of: "/") else { return nil }
    let target = String(section[section.index(after: slash)...])
    guard !target.isEmpty, !target.contains("*"), !target.contains("?") else { return nil }
    switch section[..<slash] {
    case "tp", "tracepoint":
      let parts = target.split(separator: "/").map(String.init)
      guard parts.count == 2 else { return nil }
      self = .tracepoint(category: parts[0], event: parts[1])
    case "raw_tp", "raw_tracepoint", "raw_tp.w", "raw_tracepoint.w": self = .rawTracepoint(target)
    case "tp_btf": self = .tpBTF(target)
    case "fentry", "fentry.s": self = .fentry(target)
    case "fexit", "fexit.s": self = .fexit(target)
    case "kprobe": self = .kprobe(target)
    case "kretprobe": self = .kretprobe(target)
    default: return nil
    }
  }
}
