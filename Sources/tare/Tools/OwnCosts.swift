// SPDX-License-Identifier: Apache-2.0

import Calibration
import Reports
import Results

/// What was weighed of a tool on this machine, with this kernel and CPU model.
struct OwnCosts {
  /// The sentences, one a rung.
  let measured: [KnownCosts.Measured]
  /// Why something that is kept could not be read.
  let trouble: String?

  /// Nothing: for what is read elsewhere, as manual pages are.
  static let none = OwnCosts(measured: [], trouble: nil)

  private init(measured: [KnownCosts.Measured], trouble: String?) {
    self.measured = measured
    self.trouble = trouble
  }

  /// What `tare afford --weigh` kept of a tool in a cache.
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
