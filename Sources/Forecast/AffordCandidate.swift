// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale
import Statistics
import Subjects

/// What is known of a probe before anything is counted.
struct AffordCandidate {
  let probe: any ProbeSubject
  let events: CountedEvents
  let way: Way
  let price: ProbePrice
  /// What getting to its programs costs for an event, where this machine was calibrated, in ns.
  let hooksPrice: Interval?

  /// Where its hooks are among all that are counted.
  func places(in hooks: [Hook]) -> [Int] { events.hooks.compactMap { hooks.firstIndex(of: $0) } }

  /// Fewer events that were looked at tell nothing of how cold programs run.
  private static let fewestTimed = 100.0

  /// What the machine did while events were counted.
  func state(_ counts: CensusPass.Counts, at places: [Int]) -> MachineState {
    var state = counts.state
    let work = counts.work(at: events.hooks + (events.endApart ? [Census.endings] : []))
    let events = counts.work(at: self.events.hooks).runs
    if events >= Self.fewestTimed {
      let pauses = counts.pauses(at: places).enumerated().map {
        (seconds: Forecaster.length(ofClass: $0), events: Double($1))
      }
      state.coldness = price.coldness(
        census: work.nanoseconds / events, pauses: pauses, in: state)
    }
    return state
  }

  /// With its price on a machine in some state.
  func forecaster(in state: MachineState) -> Forecaster {
    Forecaster(
      price: price.settled(hooks: hooksPrice, in: state),
      isPaidByEveryCall: way.isPaidByEveryCall && !probe.watching.everySystemCall,
      callsPerEvent: events.callsPerEvent)
  }
}
