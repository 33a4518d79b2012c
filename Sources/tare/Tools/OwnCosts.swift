// SPDX-License-Identifier: Apache-2.0

import Calibration
import Reports
import Results

/// The costs of a tool that were weighed on this machine, with this kernel and CPU model.
struct OwnCosts {
  /// The sentences, one a rung.
  let measured: [KnownCosts.Measured]
  /// Why a kept cost could not be read.
  let trouble: String?

  /// No costs: for texts that are read on other machines, such as manual pages.
  static let none = OwnCosts(measured: [], trouble: nil)

  private init(measured: [KnownCosts.Measured], trouble: String?) {
    self.measured = measured
    self.trouble = trouble
  }

  /// Reads the costs that `tare afford --weigh` kept in a cache.
  init(of tool: String, cache: String) {
    let kept = MachineCalibration(cache: cache)
    var measured: [KnownCosts.Measured] = []
    var trouble: String?
    for name in KnownCosts.names(tool).sorted() {
      do throws(ResultsError) {
        guard let document = try kept.document(ofProbe: name) else { continue }
        measured += CostSentences(document, of: "this kernel").entries.map {
          KnownCosts.Measured(rung: $0.rung, text: $0.text, place: $0.place)
        }
      } catch {
        trouble = "What was weighed on this machine cannot be read: \(error); remove it."
      }
    }
    self.init(measured: measured, trouble: trouble)
  }
}
