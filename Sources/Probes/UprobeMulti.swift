// SPDX-License-Identifier: Apache-2.0

import BPF

/// What `uprobe_multi` of the running kernel does.
enum UprobeMulti {
  /// Whether many places can be probed in one process. Linux 6.6 to 6.9 take the process's first thread for the whole
  /// of it, but for late releases (kernel commit 46ba0e49b642). Which these are cannot be asked: what is new in 6.10
  /// as well, sessions of kprobes, tells the kernels that do.
  static let filtersByProcess: Bool = {
    do throws(BPFError) {
      let types = try KernelBTF()
      return types.enumerators("bpf_attach_type")?["BPF_TRACE_KPROBE_SESSION"] != nil
    } catch {
      // Without type information no program loads, and loading says so.
      return false
    }
  }()
}
