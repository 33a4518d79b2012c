// SPDX-License-Identifier: Apache-2.0

import BPF

/// The tracepoints of requests to block devices, which differ from kernel to kernel.
struct BlockTracepoints: Sendable {
  /// They hand over a queue before the request: up to 5.10.
  private(set) var beginsWithQueue = false
  /// They hand over a queue before a bio that begins: up to 5.10.
  private(set) var biosBeginWithQueue = false
  /// The record of a classic completion has the name it got in 5.18.
  private(set) var namesCompletion = true
  /// There is one for a request that has just been made: from 6.5 on.
  private(set) var hasStart = true

  /// The tracepoints of the running kernel.
  static let ofThisKernel: BlockTracepoints = {
    var shape = BlockTracepoints()
    do throws(BPFError) {
      let types = try KernelBTF()
      shape.beginsWithQueue = types.arguments(ofTracepoint: "block_rq_issue") == 2
      shape.biosBeginWithQueue = types.arguments(ofTracepoint: "block_bio_queue") == 2
      shape.namesCompletion =
        types.hasMember("dev", inStruct: "trace_event_raw_block_rq_completion") ?? false
      shape.hasStart = types.arguments(ofTracepoint: "block_io_start") != nil
    } catch {
      // Without type information no program loads, and loading says so.
    }
    return shape
  }()

  /// The typed and then the untyped rung of a probe whose object has programs of these names.
  ///
  /// - Parameters:
  ///   - beginnings: Events that hand over a request, and the first word of their programs' names.
  ///   - wordsWithoutQueue: Those that never had a queue in front.
  /// - Returns: `tp_btf` and `raw_tracepoint`.
  func rungs(
    _ beginnings: [(word: String, event: String)], wordsWithoutQueue: Set<String> = []
  ) -> [Rung] {
    // The completion first: then no issue that was seen lacks its completion.
    func programs(_ kind: String) -> [(program: String, event: String)] {
      [("complete_\(kind)", "block_rq_complete")]
        + beginnings.map { word, event in
          let hasQueue = beginsWithQueue && !wordsWithoutQueue.contains(word)
          return ("\(word)_\(kind)\(hasQueue ? "_queue" : "")", event)
        }
    }
    return [
      Rung(
        "tp_btf", programs("btf").map { .init($0.program, at: .tpBTF($0.event)) },
        runsPerEvent: beginnings.count + 1),
      Rung(
        "raw_tracepoint", programs("raw").map { .init($0.program, at: .rawTracepoint($0.event)) },
        runsPerEvent: beginnings.count + 1),
    ]
  }

  /// The rungs of a probe that watches a disk which makes no requests: the bios that it is given.
  var bioRungs: [Rung] {
    func programs(_ kind: String) -> (end: String, begin: String) {
      ("bio_end_\(kind)", "bio_begin_\(kind)\(biosBeginWithQueue ? "_queue" : "")")
    }
    let (btf, raw) = (programs("btf"), programs("raw"))
    return [
      Rung(
        "tp_btf",
        [
          .init(btf.end, at: .tpBTF("block_bio_complete")),
          .init(btf.begin, at: .tpBTF("block_bio_queue")),
        ], runsPerEvent: 2),
      Rung(
        "raw_tracepoint",
        [
          .init(raw.end, at: .rawTracepoint("block_bio_complete")),
          .init(raw.begin, at: .rawTracepoint("block_bio_queue")),
        ], runsPerEvent: 2),
    ]
  }

  /// The rung of classic tracepoints, which see issue and completion.
  var classicRung: Rung {
    Rung(
      "tracepoint",
      [
        .init(
          namesCompletion ? "complete_classic" : "complete_classic_old",
          at: .tracepoint(category: "block", event: "block_rq_complete")),
        .init("issue_classic", at: .tracepoint(category: "block", event: "block_rq_issue")),
      ], runsPerEvent: 2)
  }
}
