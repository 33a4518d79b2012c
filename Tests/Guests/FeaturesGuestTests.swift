// SPDX-License-Identifier: Apache-2.0

import Features
import Results
import System
import Testing

@testable import Kernels

/// What a guest says of its kernel.
extension GuestTests {
  @Test func `a guest tells what its kernel offers, fentry and kprobe seen to fire`() throws {
    let features = FeatureGuest.visit(
      try Fixture.kernel.get(), initramfs: try Fixture.initramfs.get().path, object: nil
    ) { false }
    #expect(features.failure == nil)
    #expect(features.release == (try Fixture.kernel.get().release))
    #expect(features.missingCapabilities == [])
    for hook in features.hooks { #expect(hook.answer == .yes, "\(hook)") }
    #expect(features.probes.first { $0.probe == "opensnoop" }?.takes == "fexit")
    let function = features.targets.first { $0.name == "do_sys_openat2" }
    #expect(function?.facts.first { $0.name == "traceable" }?.answer == .yes)
  }

  @Test func `a kernel that is none is a failure with its reason`() throws {
    var kernel = try Fixture.kernel.get()
    kernel.image = "/dev/null"
    kernel.unpackedImage = nil
    let features = FeatureGuest.visit(
      kernel, initramfs: try Fixture.initramfs.get().path, object: nil
    ) { false }
    #expect(features.failure != nil)
    #expect(features.all.isEmpty)
  }
}
