// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kernels
@testable import tare

@Suite struct KernelsListTests {
  private func package(_ name: String, image: String, modules: Bool) throws -> KernelPackage {
    let name = try #require(KernelName(argument: name))
    let part = KernelPackage.Part(name: image, size: 20_000_000, checksum: "c4")
    return KernelPackage(
      series: name.series, flavour: name.flavour, version: PackageVersion("\(name.series).1-1"),
      suite: "trixie", image: part, modules: modules ? part : nil)
  }

  @Test func `each kernel of the wanted flavours has a line that says whether it has modules`()
    throws
  {
    let catalogue = KernelCatalogue(
      kernels: [
        try package("6.12", image: "linux-image-6.12.1-cloud-amd64", modules: false),
        try package("6.12-amd64", image: "linux-image-6.12.1-amd64", modules: false),
        try package("6.19-amd64", image: "linux-binary-6.19.1-amd64", modules: false),
        try package("7.3-amd64", image: "linux-binary-7.3.1-amd64", modules: true),
      ], readAt: 0)
    #expect(
      KernelsList.series(catalogue, [], [.generic]) == """
        SERIES      VERSION   SUITE   MODULES  DOWNLOAD  CACHED
        6.12-amd64  6.12.1-1  trixie  yes      20 MB     no
        6.19-amd64  6.19.1-1  trixie  no       20 MB     no
        7.3-amd64   7.3.1-1   trixie  yes      40 MB     no

        """)
  }

  @Test func `what is in the cache is listed whatever its flavour`() throws {
    let cached = Kernel(
      series: KernelSeries(major: 6, minor: 1), release: "6.1.5-rt-amd64", build: "", image: "/k",
      checksum: "", modules: [],
      origin: .package(
        name: "linux-image-6.1.5-rt-amd64", version: PackageVersion("6.1.5-1"), suite: "trixie"))
    #expect(
      KernelsList.series(nil, [cached], [.cloud]) == """
        SERIES        VERSION  SUITE  MODULES  DOWNLOAD  CACHED
        6.1-rt-amd64  -        -      no       -         6.1.5-1

        """)
  }
}
