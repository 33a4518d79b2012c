// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

extension PauseCosts {
  /// Makes the mean costs of loads of a probe with equal pauses; their intervals do not count.
  init?(loads: [PauseCosts]) {
    guard let first = loads.first else { return nil }
    let figure = { (read: (PauseCosts) -> Double) in Self.figure(loads.map(read)) }
    self.init(
      programs: ProgramCosts(
        busy: figure(\.programs.busy.estimate), idle: figure(\.programs.idle.estimate),
        apart: figure(\.programs.apart).estimate,
        pauses: first.programs.pauses.indices.map { index in
          ProgramCosts.Pause(
            seconds: first.programs.pauses[index].seconds,
            added: figure { $0.programs.pauses[index].added.estimate })
        }),
      looks: first.looks.map { looks in
        Looks(
          perSecond: looks.perSecond, full: Self.figure(loads.compactMap(\.looks?.full.estimate)),
          empty: Self.figure(loads.compactMap(\.looks?.empty.estimate)),
          event: Self.figure(loads.compactMap(\.looks?.event.estimate)))
      })
  }

  /// The mean of the loads and its interval.
  private static func figure(_ values: [Double]) -> Interval {
    studentInterval(values) ?? Interval(exactly: values[0])
  }
}
