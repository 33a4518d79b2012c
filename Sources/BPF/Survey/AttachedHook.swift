// SPDX-License-Identifier: Apache-2.0

/// A program's place of attachment, as far as the kernel tells.
public struct AttachedHook: Sendable, Hashable {
  /// The kinds of place in standard words, also those that Tare's probes do not use.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case tracepoint, fentry, fexit, kprobe, kretprobe, uprobe, uretprobe, iter, lsm, freplace
    case rawTracepoint = "raw_tracepoint"
    case tpBTF = "tp_btf"
    case modifyReturn = "fmod_ret"
    case kprobeMulti = "kprobe_multi"
    case kretprobeMulti = "kretprobe_multi"
    case uprobeMulti = "uprobe_multi"
    case uretprobeMulti = "uretprobe_multi"
    case perfEvent = "perf_event"
    case cgroup, netns, xdp, tcx, netkit, netfilter, sockmap
    case structOps = "struct_ops"
    /// A kind unknown to this build.
    case other
  }

  /// The kind of place.
  public let kind: Kind
  /// The event, function, interface or file; empty where the kernel does not tell.
  public let target: [UInt8]
  /// Events that the hook missed: kprobes only, oldest kernel 6.7.
  public let missed: UInt64?

  /// A place.
  public init(_ kind: Kind, _ target: [UInt8] = [], missed: UInt64? = nil) {
    self.kind = kind
    self.target = target
    self.missed = missed
  }

  /// A place named by text.
  public init(_ kind: Kind, _ target: String, missed: UInt64? = nil) {
    self.init(kind, Array(target.utf8), missed: missed)
  }
}
