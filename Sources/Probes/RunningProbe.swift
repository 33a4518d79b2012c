// SPDX-License-Identifier: Apache-2.0

import BPF

/// A probe that is attached: on the best rung that this kernel allows, found by trying each.
public final class RunningProbe {
  /// Its programs and maps, to be read also after it is detached.
  public let loaded: LoadedProbe
  /// The better rungs, with the kernel's reasons.
  public let refused: [RefusedRung]
  private var attachments: AttachmentSet?

  /// Loads and attaches a probe.
  ///
  /// - Parameters:
  ///   - probe: The probe with its options.
  ///   - rung: The one rung to try; the whole ladder where it is `nil`.
  ///   - ringBytes: The size of the ring of a streaming probe, a power of two and at least a page; its
  ///     own where it is `nil`.
  ///   - prepare: Called with the loaded probe before it is attached.
  /// - Throws: `ProbeError`, the kernel's reason for each rung in it.
  public init(
    _ probe: some Probe, rung: String? = nil, ringBytes: UInt32? = nil,
    prepare: (LoadedProbe) throws(BPFError) -> Void = { _ in }
  ) throws(ProbeError) {
    do throws(BPFError) { _ = try probe.filter.settings() } catch { throw .kernel(error) }
    let name = type(of: probe).name
    let rungs = probe.ladder.filter { rung == nil || $0.name == rung }
    if let rung, rungs.isEmpty {
      throw .unknownRung(rung, probe: name, known: probe.ladder.map(\.name))
    }
    var refused: [RefusedRung] = []
    for candidate in rungs {
      do throws(BPFError) {
        // A rung that was asked for gets the kernel's own words; of others it is enough that they won't do.
        if rung == nil { try candidate.checkKindsOfHook() }
        let loaded = try probe.load(candidate, ringBytes: ringBytes)
        try prepare(loaded)
        attachments = try loaded.attach()
        self.loaded = loaded
        self.refused = refused
        return
      } catch {
        refused.append(RefusedRung(rung: candidate.name, reason: error))
      }
    }
    throw .refused(probe: name, refused)
  }

  /// The rung it runs on.
  public var rung: Rung { loaded.rung }

  /// Detaches it. The same happens when it is let go.
  public func detach() {
    attachments = nil
  }
}
