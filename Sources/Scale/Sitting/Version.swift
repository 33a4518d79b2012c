// SPDX-License-Identifier: Apache-2.0

import Results

/// The version of Tare.
public enum Version {
  /// The version that `tare --version` prints and documents keep.
  public static let current = "0.1.0"
}

extension Method {
  /// The rules of this version for estimates, exclusion and stopping, in words.
  static let current = Method(
    estimator: """
      a stint is the median of its slices' CPU time; in a load, Hodges–Lehmann over blocks of the \
      log ratio and of the difference; over loads, mean with Student's t \
      at a nominal 96.5 %, which the stopping rule leaves at 95 %
      """,
    exclusion: "a stint during which /proc/stat counts time stolen from the workload's CPU",
    stopping: """
      after 8, 12, 16 or 24 loads when the half-width is at most the largest of 0.5 ns, 0.25 % of the \
      base and 3 % of the effect, or when the time is up
      """)
}
