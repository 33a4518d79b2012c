// SPDX-License-Identifier: Apache-2.0

import BPF

/// The abilities of the running kernel's uprobes.
enum UprobeFeatures {
  /// Whether `uprobe_multi` can probe one process alone. Linux 6.6 to 6.9 take the process's first
  /// thread for the whole of it, but for late releases (kernel commit 46ba0e49b642). Which these
  /// are cannot be asked: what is new in 6.10 as well, sessions of kprobes, tells the kernels that
  /// do.
  static let filtersByProcess = has("BPF_TRACE_KPROBE_SESSION", "bpf_attach_type")

  /// Whether a program can read a number that was given to its hook. Oldest kernel 5.15.
  static let haveCookies = has("BPF_FUNC_get_attach_cookie", "bpf_func_id")

  private static func has(_ enumerator: String, _ type: String) -> Bool {
    do throws(BPFError) {
      return try KernelBTF().enumerators(type)?[enumerator] != nil
    } catch {
      // Without type information no program loads, and loading says so.
      return false
    }
  }
}
