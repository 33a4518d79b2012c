// SPDX-License-Identifier: Apache-2.0

/// A request that libbpf or the kernel refused.
public enum Operation: String, Sendable, Hashable {
  case open, make, load, attach, detach, find, read, write, mount, configure
  /// Enabling or reading the kernel's own statistics of BPF programs.
  case count
}
