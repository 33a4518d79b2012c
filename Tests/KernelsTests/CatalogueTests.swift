// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kernels

@Suite struct CatalogueTests {
  private func package(_ name: String, _ version: String, size: Int = 20_000_000) -> String {
    """
    Package: \(name)
    Version: \(version)
    Description: Linux for x86-64 cloud
     more than one line: with a colon
    Filename: pool/main/l/linux/\(name)_\(version)_amd64.deb
    Size: \(size)
    SHA256: \(String(repeating: "c4", count: 32))

    """
  }

  @Test func `the newest kernel of each series is found, however its package is laid out`() throws {
    let index = [
      package("linux-image-5.10.0-45-cloud-amd64", "5.10.259-1"),
      package("linux-image-5.10.0-46-cloud-amd64", "5.10.262-1"),
      package("linux-image-6.12.117+deb12-cloud-amd64", "6.12.117-1~deb12u1"),
      package("linux-image-6.12.117+deb13-cloud-amd64", "6.12.117-1"),
      package("linux-image-6.12-cloud-amd64", "6.12.117-1~deb12u1", size: 1512),
      package("linux-image-7.3.4+deb13-cloud-amd64", "7.3.4-1~bpo13+1", size: 1924),
      package("linux-binary-7.3.4+deb13-cloud-amd64", "7.3.4-1~bpo13+1"),
      package("linux-modules-7.3.4+deb13-cloud-amd64", "7.3.4-1~bpo13+1"),
      package("linux-binary-7.1.13+deb13-cloud-amd64", "7.1.13-1~bpo13+1"),
      package("linux-image-6.1.0-9-cloud-amd64-dbg", "6.1.99-1"),
      package("linux-image-6.1.0-9-cloud-amd64-unsigned", "6.1.99-1"),
      package("linux-image-6.1.0-9-rt-amd64", "6.1.99-1"),
    ].joined(separator: "\n")
    let suites = PrivateApt.suites(
      "linux-image-6.12.117+deb13-cloud-amd64 | 6.12.117-1 | http://a.example/debian trixie/main "
        + "amd64 Packages\n")
    let kernels = KernelPackage.newest(inIndex: index, suites: suites)
    #expect(kernels.map(\.name.description) == ["5.10", "6.1-rt-amd64", "6.12", "7.1", "7.3"])
    #expect(
      kernels.map(\.version.text) == [
        "5.10.262-1", "6.1.99-1", "6.12.117-1", "7.1.13-1~bpo13+1", "7.3.4-1~bpo13+1",
      ])
    #expect(kernels.map(\.suite) == ["unknown", "unknown", "trixie", "unknown", "unknown"])
    #expect(kernels.map { $0.modules != nil } == [false, false, false, false, true])
    #expect(kernels.map(\.hasModules) == [true, true, true, false, true])
    #expect(kernels.last?.size == 40_000_000)
  }

  @Test func `paragraphs that lost their empty lines are still told apart`() {
    let stanzas = ControlStanza.all(in: "Package: a\nVersion: 1\nPackage: b\nVersion: 2")
    #expect(stanzas.compactMap { $0["package"] } == ["a", "b"])
  }

  @Test func `who waits for apt is told how far it is`() {
    let output = """
      Get:1 http://a.example/debian sid InRelease [160 kB]
      Ign:2 http://a.example/debian forky-backports InRelease
      Get:3 http://a.example/debian sid/main amd64 Packages [9000 kB]
      Err:4 http://a.example/debian experimental InRelease
        Temporary failure resolving 'a.example'
      """
    #expect(
      PrivateApt.step(output, suites: 14)
        == "reading what the mirror has: 3 of 14 suites; lists: 1")
    #expect(
      PrivateApt.step(output + "\nReading package lists...", suites: 14)
        == "sorting the mirror's lists of packages")
    #expect(
      PrivateApt.step("", suites: 14)
        == "reading what the mirror has: 0 of 14 suites; lists: 0")
  }

  @Test func `apt that read some suites is told apart from apt that reached nothing`() {
    let some = """
      Hit:1 http://a.example/debian sid InRelease
      E: The repository 'http://a.example/debian forky-backports Release' does not have a Release file.
      """
    let none = """
      Err:1 http://a.example/debian sid InRelease
        Temporary failure resolving 'a.example'
      E: Failed to fetch http://a.example/debian/dists/sid/InRelease  Temporary failure resolving
      """
    #expect(PrivateApt.hasAnswered(some))
    #expect(!PrivateApt.hasAnswered(none))
    #expect(PrivateApt.reason(none).hasPrefix("Failed to fetch http://a.example"))
  }
}
