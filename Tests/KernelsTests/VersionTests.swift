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

  @Test func `a flavour is what a release ends with, and nothing alike`() {
    #expect(KernelFlavour(ofRelease: "6.12.117+deb13-cloud-amd64") == .cloud)
    #expect(KernelFlavour(ofRelease: "6.1.0-57-amd64") == .generic)
    #expect(KernelFlavour(ofRelease: "6.1.0-0.deb11.52-rt-amd64") == .realTime)
    for release in ["6.12.1", "6.12.1-mine-amd64", "6.12.1-amd64-dbg", "amd64", "-amd64", ""] {
      #expect(KernelFlavour(ofRelease: release) == nil)
    }
  }

  @Test func `a kernel's name is its series, and its flavour where that is not the cloud's`() throws
  {
    let series = KernelSeries(major: 6, minor: 12)
    let names = KernelFlavour.allCases.map { KernelName(series, $0) }
    #expect(names.map(\.description) == ["6.12", "6.12-amd64", "6.12-rt-amd64"])
    for name in names { #expect(KernelName(argument: "\(name)") == name) }
    #expect(KernelName(argument: "6.12-cloud-amd64") == KernelName(series))
    for text in ["6.12-", "6.12-arm64", "6-amd64", "amd64", "6.12-rt", ""] {
      #expect(KernelName(argument: text) == nil)
    }
    #expect(names.reversed().sorted() == names)
    #expect(KernelName(KernelSeries(major: 6, minor: 1), .realTime) < names[0])
  }
}
