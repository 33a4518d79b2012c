// SPDX-License-Identifier: Apache-2.0

import Probes
import Testing

@testable import BPF

extension RunningKernelTests {
  /// Names out of the running kernel's type information.
  @Suite struct TypeNamesTests {
    @Test(.requiresRoot) func `what a program was loaded for has its name in the kernel's types`()
      throws
    {
      let floor = EmptyProbe(named: "types-test", on: [.tpBTF("sys_exit")])
      let loaded = try floor.load(floor.ladder[0])
      // Linux 5.18 is the oldest that tells the target.
      let target = try #require(try loaded.information()[0].target)
      #expect(TypeNames().name(of: target) == "btf_trace_sys_exit")
    }

    @Test(.requiresRoot) func `a type or an object that is not there has none`() throws {
      let names = TypeNames()
      let object = try #require(TypeReference(object: 1, type: .max))
      #expect(names.name(of: object) == nil)
      let none = try #require(TypeReference(object: .max, type: 1))
      #expect(names.name(of: none) == nil)
    }
  }
}
