// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale
import Statistics
import Subjects

/// A probe to forecast, with its price.
struct AffordCandidate {
  let probe: any ProbeSubject
  let events: CountedEvents
  let way: Way
  let price: ProbePrice
  /// The cost of the hooks per event in ns, where this machine was calibrated.
  let hooksPrice: Interval?

  /// The places of its hooks among all counted hooks.
  func places(in hooks: [Hook]) -> [Int] { events.hooks.compactMap { hooks.firstIndex(of: $0) } }

  /// The fewest events that tell how cold programs run.
  private static let fewestTimed = 100.0

  /// The activity of the machine while events were counted.
  func state(_ counts: CensusPass.Counts, at places: [Int]) -> MachineState {
    var state = counts.state
    let work = counts.work(at: events.hooks + (events.endApart ? [Census.endings] : []))
    let events = counts.work(at: self.events.hooks).runs
    if events >= Self.fewestTimed {
      let pauses = counts.pauses(at: places).enumerated().map {
        (seconds: Forecaster.length(ofClass: $0), events: Double($1))
      }
      state.coldness = price.coldness(census: work.nanoseconds / events, pauses: pauses, in: state)
    }
    return state
  }

  /// Makes a forecaster with the price on a machine in some state.
  func forecaster(in state: MachineState) -> Forecaster {
    Forecaster(
      price: price.settled(hooks: hooksPrice, in: state),
      isPaidByEveryCall: way.isPaidByEveryCall && !probe.watching.everySystemCall,
      callsPerEvent: events.callsPerEvent)
  }
}
