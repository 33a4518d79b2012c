// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import System
import Testing

@testable import Scale

@Suite struct KernelSettingsTests {
  @Test func `a setting is put back when the run ends`() throws {
    let place = try Place()
    do {
      let settings = try KernelSettings(folder: place.folder)
      #expect(try settings.set(place.setting(to: "1")) == "0")
      #expect(place.value == "1")
    }
    #expect(place.value == "0")
  }

  @Test func `a setting that a killed run left changed is put back at the next start`() throws {
    let place = try Place()
    place.set("1")
    place.leaveJournal("\(place.setting) 0\n")
    let settings = try KernelSettings(folder: place.folder)
    #expect(place.value == "0")
    _ = consume settings
  }

  @Test func `the first of two noted values is the one put back`() throws {
    let place = try Place()
    place.leaveJournal("\(place.setting) 0\n\(place.setting) 1\n")
    _ = try KernelSettings(folder: place.folder)
    #expect(place.value == "0")
  }

  @Test func `a setting that is right already is left alone`() throws {
    let place = try Place()
    let settings = try KernelSettings(folder: place.folder)
    #expect(try settings.set(place.setting(to: "0")) == "0")
    #expect(File.text(of: "\(place.folder)/settings") == nil)
  }

  @Test func `a setting that this kernel lacks is no failure`() throws {
    let place = try Place()
    let settings = try KernelSettings(folder: place.folder)
    #expect(try settings.set(.init(path: "\(place.folder)/absent", value: "1")) == nil)
  }

  @Test func `a second run is refused and told who holds the machine`() throws {
    let place = try Place()
    let first = try KernelSettings(folder: place.folder)
    let refusal = #expect(throws: WeighingError.self) { try KernelSettings(folder: place.folder) }
    guard case .anotherRun(let pid) = refusal else {
      Issue.record("another error: \(String(describing: refusal))")
      return
    }
    #expect(pid == getpid())
    _ = consume first
  }
}

/// A folder of its own with a made-up setting in it.
private final class Place {
  let folder: String
  var setting: String { "\(folder)/setting" }

  init() throws {
    folder = "/tmp/tare-settings-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try #require(unsafe mkdir(folder, 0o700) == 0)
    set("0")
  }

  var value: String? { File.text(of: setting)?.trimmed }

  func set(_ value: String) { write("\(value)\n", to: setting) }

  func leaveJournal(_ text: String) { write(text, to: "\(folder)/settings") }

  func setting(to value: String) -> KernelSettings.Wanted { .init(path: setting, value: value) }

  private func write(_ text: String, to path: String) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  deinit {
    for name in ["setting", "settings", "lock"] { _ = unsafe unlink("\(folder)/\(name)") }
    _ = unsafe rmdir(folder)
  }
}
