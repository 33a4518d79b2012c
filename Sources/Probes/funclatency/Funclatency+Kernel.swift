// SPDX-License-Identifier: Apache-2.0

import BPF

extension Funclatency {
  /// The most functions of the kernel that are rather attached one by one than at once with two
  /// programs: of so few, at once, the kernel can note no more calls under way than one by one, and
  /// an event costs 2 % more instructions.
  private static let fewFunctions = 2

  /// The rung of which one program runs at both ends of a call.
  static let sessionRung = "kprobe_session"

  /// Kprobes on functions of the kernel: all attached at once with one program that runs at both
  /// ends of a call, then with one for each end, then one by one.
  func kprobeRungs(_ names: [String], single: Rung) -> [Rung] {
    let cookies = names.indices.map { byFunction ? UInt64($0) : 0 }
    let session = Rung(
      Self.sessionRung,
      [.init("call_kprobe_session", at: .kprobeSession(functions: names, cookies: cookies))],
      runsPerEvent: 2)
    // The returns first: then no entry that was seen lacks its return.
    let multi = Rung(
      "kprobe_multi",
      [
        .init("return_kretprobe", at: .kretprobeMulti(functions: names, cookies: cookies)),
        .init("enter_kprobe", at: .kprobeMulti(functions: names, cookies: cookies)),
      ], runsPerEvent: 2)
    return names.count <= Self.fewFunctions ? [session, single, multi] : [session, multi, single]
  }
}
