// SPDX-License-Identifier: Apache-2.0

import BPF

/// The tracepoints of io_uring, which differ from kernel to kernel.
enum RingTracepoints {
  /// Programs on the beginning and the end of a request, of an object that has them for each shape.
  /// The end comes first: then no beginning that was seen lacks its end.
  static let placements: [Rung.Placement] = {
    do throws(BPFError) {
      return placements(of: try KernelBTF())
    } catch {
      // Without type information no program loads, and loading says so.
      return newest
    }
  }()

  /// From 6.15 on, and what a kernel of another shape refuses.
  private static let newest: [Rung.Placement] = [
    .init("ring_end", at: .tpBTF("io_uring_complete")),
    .init("ring_begin", at: .tpBTF("io_uring_submit_req")),
  ]

  private static func placements(of types: borrowing KernelBTF) -> [Rung.Placement] {
    let end = types.arguments(ofTracepoint: "io_uring_complete")
    let tellsRequest = types.isPointer(argument: 1, ofTracepoint: "io_uring_complete") == true
    let isNamedSQE = types.arguments(ofTracepoint: "io_uring_submit_req") == nil
    let begin: Hook = .tpBTF(isNamedSQE ? "io_uring_submit_sqe" : "io_uring_submit_req")
    switch (end, tellsRequest) {
    case (3, false), (4, false):
      // 5.11 gave the beginning a request too; Debian's 5.10 has it as well.
      let isAlone = types.arguments(ofTracepoint: "io_uring_submit_sqe") == 5
      return [
        .init("ring_end_by_ring", at: .tpBTF("io_uring_complete")),
        .init("ring_begin_by_ring\(isAlone ? "_alone" : "")", at: begin),
      ]
    case (7, true):
      return [
        .init("ring_end_with_result", at: .tpBTF("io_uring_complete")),
        .init("ring_begin", at: begin),
      ]
    default:
      return newest
    }
  }
}
