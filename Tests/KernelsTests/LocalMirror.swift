// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Kernels

/// A mirror of one suite in a folder, signed with a key of its own: what a distribution's is to
/// apt, and small.
struct LocalMirror {
  /// Where the mirror, the key and the package manager's settings lie.
  let folder: String
  private var archive: String { "\(folder)/archive" }
  private var suite: String { "\(archive)/dists/bookworm" }

  /// A store that has this mirror and no other.
  var settings: KernelStore.Settings {
    var settings = KernelStore.Settings()
    settings.folder = "\(folder)/cache"
    settings.aptFolder = "\(folder)/etc"
    settings.distributionFile = "\(folder)/os-release"
    settings.keyring = "\(folder)/key.gpg"
    return settings
  }

  /// Makes the mirror, with a kernel of each release.
  init(in folder: String, releases: [String]) throws {
    self.folder = folder
    try Files.makeFolder("\(folder)/etc")
    try Files.write(
      Array("deb file:\(archive) bookworm main\n".utf8), to: "\(folder)/etc/sources.list")
    try Files.write(
      Array("ID=debian\nVERSION_CODENAME=bookworm\n".utf8), to: "\(folder)/os-release")
    try makeKey()
    try publish(releases)
  }

  /// Makes the key that it is signed with from now on, and that is trusted.
  ///
  /// Each has a home of its own: the agent of the one before may still be there.
  func makeKey() throws {
    try run(
      """
      export GNUPGHOME=$(mktemp -d "$1/key.XXXXXX")
      echo "$GNUPGHOME" > home
      gpg --batch --passphrase '' --quick-generate-key tare-test ed25519 sign never
      gpg --export > key.gpg
      """)
  }

  /// Puts these kernels into the mirror, in place of those it has.
  func publish(_ releases: [String]) throws {
    try run("rm -rf archive")
    try Files.makeFolder("\(archive)/pool")
    try Files.makeFolder("\(suite)/main/binary-amd64")
    let stanzas = try releases.map(package)
    try Files.write(
      Array(stanzas.joined(separator: "\n").utf8), to: "\(suite)/main/binary-amd64/Packages")
    try sign()
  }

  /// Signs the index as it is now.
  func sign() throws {
    let index = "main/binary-amd64/Packages"
    let checksum = try Checksum.sha256(of: "\(suite)/\(index)")
    let size = try #require(Files.size(of: "\(suite)/\(index)"))
    try run(
      """
      cat > archive/dists/bookworm/Release <<END
      Origin: Debian
      Suite: bookworm
      Codename: bookworm
      Date: $(LC_ALL=C date --utc --rfc-email)
      Architectures: amd64
      Components: main
      SHA256:
       \(checksum) \(size) \(index)
      END
      gpg --batch --yes --clear-sign --output archive/dists/bookworm/InRelease \
        archive/dists/bookworm/Release
      """)
  }

  /// The package with the kernel of a release.
  func path(_ release: String) -> String { "\(archive)/pool/\(release).deb" }

  /// Builds a package and gives its paragraph of the index.
  private func package(_ release: String) throws -> String {
    let root = "\(folder)/package"
    try Files.makeFolder("\(root)/DEBIAN")
    try Files.makeFolder("\(root)/boot")
    // More than a package has that only depends on others.
    try Files.write(
      fakeImage(version: release, size: 2 << 20), to: "\(root)/boot/vmlinuz-\(release)")
    let control = """
      Package: linux-image-\(release)
      Version: \(release.prefix { $0 != "-" })-1
      Architecture: amd64
      Maintainer: nobody <nobody@example.org>
      Description: a kernel
      """
    try Files.write(Array("\(control)\n".utf8), to: "\(root)/DEBIAN/control")
    try run("dpkg-deb --build -Znone package '\(path(release))' && rm -r package")
    return """
      \(control)
      Filename: pool/\(release).deb
      Size: \(try #require(Files.size(of: path(release))))
      SHA256: \(try Checksum.sha256(of: path(release)))

      """
  }

  private func run(_ commands: String) throws {
    let start = #"cd "$1"; if [ -e home ]; then export GNUPGHOME="$(cat home)"; fi"#
    try ExternalCommand.shell.run(
      ["-ec", "\(start)\n\(commands)", "sh", folder],
      deadline: .seconds(60))
  }
}
