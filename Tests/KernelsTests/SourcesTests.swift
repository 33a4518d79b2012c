// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kernels

@Suite struct SourcesTests {
  private static let stanzas = """
    Types: deb deb-src
    # a comment between fields
    URIs: http://mirror.example/debian
    Suites: bookworm bookworm-updates
    Components: main contrib
    Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

    Types: deb
    URIs: http://mirror.example/debian-security
    Suites: bookworm-security
    Components: main

    Enabled: no
    Types: deb
    URIs: http://off.example/debian
    Suites: bookworm
    Components: main
    """
  private static let debian = ["ID": "debian", "VERSION_CODENAME": "bookworm"]

  @Test func `both formats of sources are read, and what is off is left out`() {
    let sources = PackageSource.stanzas(Self.stanzas)
    #expect(sources.map(\.suite) == ["bookworm", "bookworm-updates", "bookworm-security"])
    let lines = PackageSource.oneLine(
      """
      # deb http://commented.example x main
      deb-src http://mirror.example/debian bookworm main
      deb [ arch=amd64,i386 signed-by=/a.gpg check-valid-until=no ] http://a.example/b sid main # c
      deb	http://b.example/debian	trixie main contrib
      deb http://broken.example
      """)
    #expect(lines.map(\.uri) == ["http://a.example/b", "http://b.example/debian"])
    #expect(lines.first?.options["signed-by"] == "/a.gpg")
    #expect(lines.last?.components == ["main", "contrib"])
  }

  @Test func `the mirror is the distribution's own, whoever else has such a suite`() throws {
    let others = PackageSource.oneLine(
      """
      deb [signed-by=/usr/share/keyrings/vendor.gpg] https://vendor.example/apt bookworm main
      deb https://cloud.example/apt cloud-sdk-bookworm main
      deb https://docker.example/linux/debian bookworm stable
      deb cdrom:[Debian]/ bookworm main
      """)
    let mirror = try Mirror(
      among: others + PackageSource.stanzas(Self.stanzas), of: Self.debian)
    #expect(mirror.archive.uri == "http://mirror.example/debian")
    #expect(mirror.security?.uri == "http://mirror.example/debian-security")
    let list = mirror.sourcesList()
    #expect(list.contains("http://mirror.example/debian trixie-backports main\n"))
    #expect(list.contains("http://mirror.example/debian-security bullseye-security main\n"))
    #expect(list.split(separator: "\n").allSatisfy { $0.contains("signed-by=\(Mirror.keyring)") })
    #expect(throws: KernelsError.self) { try Mirror(among: others, of: Self.debian) }
  }

  @Test func `a snapshot stays as valid as the machine says it is`() throws {
    let source = PackageSource.oneLine(
      "deb [check-valid-until=no] http://snapshot.example/debian/1 bookworm main")
    let mirror = try Mirror(among: source, of: Self.debian)
    #expect(mirror.sourcesList().contains("check-valid-until=no] http://snapshot.example"))
    #expect(mirror.security == nil)
  }

  @Test func `another distribution is named and told what to do`() {
    let release = Mirror.distribution("ID=ubuntu\nPRETTY_NAME=\"Ubuntu 24.04\"\n")
    let error = #expect(throws: KernelsError.self) { try Mirror(among: [], of: release) }
    #expect(error?.description.contains("Ubuntu 24.04 is not Debian") == true)
    #expect(error?.description.contains("--kernel FILE") == true)
  }
}
