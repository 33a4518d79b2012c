// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

/// Where the reader's records go: a line each into a file, as the tool would print it, and to the witness.
final class RecordSink<Streaming: StreamingProbe> {
  private var line: LineBuffer
  private let witness: any Witness
  private static var flushBytes: Int { 1 << 16 }

  init(of probe: Streaming.Type, output: Int32, witness: any Witness) {
    line = LineBuffer(descriptor: output)
    self.witness = witness
  }

  func take(_ record: RawSpan) {
    Streaming.append(record, to: &line)
    witness.take(record)
    if line.count > Self.flushBytes { flush() }
  }

  func flush() {
    // A full disk loses lines of a file that nobody reads; the events were counted.
    _ = line.flush()
  }
}
