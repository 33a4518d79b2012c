// SPDX-License-Identifier: Apache-2.0

import Results

/// The parts of the report in their order, for every format.
struct MatrixContents {
  let findings: MatrixFindings
  /// Whether to name the best rungs in sentences.
  let namingRungs: Bool

  var sections: [MatrixSection] {
    guard !findings.kernels.isEmpty else { return [] }
    let verdicts = VerdictSections(findings: findings)
    let matrix =
      findings.ladders.isEmpty ? [] : [verdicts.glance(namingRungs: namingRungs), verdicts.rungs]
    let costs = findings.ladders.isEmpty ? [] : [CostSection(findings: findings).section]
    return matrix + costs
      + [
        HookSection(findings: findings).section, VerifierSection(findings: findings).section,
      ].compactMap(\.self)
      + MatrixReasons(findings: findings).sections + [TimeSection(findings: findings).section]
  }
}
