// SPDX-License-Identifier: Apache-2.0

import Lines
import Probes
import Scale

/// Prints the reader's records into a file, as the tool does, and shows them to the witness.
final class RecordPrinter<Streaming: StreamingProbe> {
  private var line: LineBuffer
  private let witness: any Witness
  private static var flushBytes: Int { 1 << 16 }

  init(output: Int32, witness: any Witness) {
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
