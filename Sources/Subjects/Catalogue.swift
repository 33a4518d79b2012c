// SPDX-License-Identifier: Apache-2.0

/// The probes that come with tare, in the order of `tare measure`'s table.
public enum Catalogue {
  /// A line for each.
  public static let probes: [any ProbeSubject] = [
    SyscountSubject(),
    OpensnoopSubject(),
    ExecsnoopSubject(),
    BiolatencySubject(),
    Ext4slowerSubject(),
    BiosnoopSubject(),
    RunqlatSubject(),
    OffcputimeSubject(),
    FunclatencySubject.kernelFunction,
    FunclatencySubject.userFunction(),
  ]

  /// The probe of that name.
  public static func probe(named name: String) -> (any ProbeSubject)? {
    probes.first { $0.name == name }
  }
}
