// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kernels

@Suite struct VersionTests {
  @Test(arguments: [
    ("6.12.117-1~deb12u1", "6.12.117-1"), ("7.3~rc5-1~exp1", "7.3-1"), ("6.9.12-1", "6.12.1-1"),
    ("5.10.251-5", "5.10.257-1"), ("6.1.192-1", "6.1.192-2"), ("9.9", "1:1.0"),
    ("1.0~~a", "1.0~a"), ("1.0", "1.0+b1"), ("1.0a", "1.0+"), ("6.16.12-1~bpo13+1", "6.16.12-1"),
  ])
  func `versions are ordered as dpkg orders them`(_ pair: (String, String)) {
    #expect(PackageVersion(pair.0) < PackageVersion(pair.1))
    #expect(!(PackageVersion(pair.1) < PackageVersion(pair.0)))
  }

  @Test func `zeroes that lead make no difference`() {
    #expect(PackageVersion("1.02-0") == PackageVersion("1.2"))
    #expect(Set([PackageVersion("1.02-0"), PackageVersion("1.2")]).count == 1)
  }

  @Test func `a series is two numbers, and 5.10 comes after 5.9`() throws {
    #expect(KernelSeries(argument: "6.12") == KernelSeries(major: 6, minor: 12))
    for text in ["6", "6.", "6.12.1", "v6.1", "-6.1", "6.+1", ""] {
      #expect(KernelSeries(argument: text) == nil)
    }
    #expect(KernelSeries(prefixOf: "7.3~rc5-1~exp1") == KernelSeries(major: 7, minor: 3))
    #expect(KernelSeries(prefixOf: "6.12.117+deb13-cloud-amd64")?.description == "6.12")
    #expect(KernelSeries(major: 5, minor: 9) < KernelSeries(major: 5, minor: 10))
  }
}
