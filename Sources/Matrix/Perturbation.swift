// SPDX-License-Identifier: Apache-2.0

import Kernels

/// A guest's setting, varied in a boot of its own to see whether the cost depends on it.
enum Perturbation: String, Sendable, Hashable, CaseIterable {
  case randomisedLayout, mitigations, processor, initramfsSize

  /// The name of the setting.
  var name: String {
    switch self {
    case .randomisedLayout: "KASLR"
    case .mitigations: "mitigations"
    case .processor: "CPU model"
    case .initramfsSize: "initrd size"
    }
  }

  /// The padding of the longer initrd.
  static let paddingBytes = 1 << 20

  /// The value in the perturbed boot.
  var setting: String {
    switch self {
    case .randomisedLayout: "on"
    case .mitigations: "auto"
    case .processor: "qemu64"
    case .initramfsSize: "1 MiB more"
    }
  }

  func apply(to machine: inout GuestMachine) {
    switch self {
    case .randomisedLayout: machine.randomisesLayout = true
    case .mitigations: machine.kernelParameters.append("mitigations=auto")
    case .processor: machine.emulatorArguments += ["-cpu", "qemu64"]
    case .initramfsSize: break
    }
  }
}
