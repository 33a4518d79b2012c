// SPDX-License-Identifier: Apache-2.0

import BPF

/// A probe whose programs are in the kernel. It can be attached and detached again and again.
public final class LoadedProbe {
  /// The rung it was loaded for.
  public let rung: Rung
  /// The object that holds its programs and maps.
  public let object: LoadedObject

  init(rung: Rung, object: consuming LoadedObject) {
    self.rung = rung
    self.object = object
  }

  /// Attaches every program of the rung. Ending the set's life detaches them.
  ///
  /// - Throws: The kernel's reason; what was attached before the failure is detached again.
  public func attach() throws(BPFError) -> AttachmentSet {
    var attached = AttachmentSet()
    for placement in rung.placements {
      attached.add(
        try object.attach(placement.program, at: placement.hook, cookie: placement.cookie))
    }
    return attached
  }

  /// Records or counts that the kernel side could not keep, since loading.
  public func drops() throws(BPFError) -> UInt64 {
    try object.map("drops").sumOverCPUs(index: 0)[0]
  }

  /// Runs of the rung's programs that the kernel skipped, since the program was already running on that CPU.
  /// Oldest kernel 5.12; 0 before.
  public func skippedRuns() throws(BPFError) -> UInt64 {
    try information().reduce(0) { $0 + $1.recursionMisses }
  }

  /// The kernel's figures of each program of the rung, in its order.
  public func information() throws(BPFError) -> [ProgramInformation] {
    var result: [ProgramInformation] = []
    for placement in rung.placements {
      result.append(try object.information(ofProgram: placement.program))
    }
    return result
  }
}
