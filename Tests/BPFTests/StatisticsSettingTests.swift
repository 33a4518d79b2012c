// SPDX-License-Identifier: Apache-2.0

import Foundation
import System
import Testing

@testable import BPF

/// The older way to switch the kernel's statistics on, on a file that stands for the setting.
@Suite struct StatisticsSettingTests {
  private func withSetting(_ value: String, _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "tare-\(UUID().uuidString)")
    try Data("\(value)\n".utf8).write(to: file)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: file) } }
    try body(file.path)
  }

  private func value(at place: String) -> String? {
    File.text(of: place).map { String($0.prefix(1)) }
  }

  @Test func `it is on while the value lives, and then as it was`() throws {
    try withSetting("0") { place in
      let setting = try StatisticsSetting.on(at: place)
      #expect(value(at: place) == "1")
      _ = consume setting
      #expect(value(at: place) == "0")
    }
  }

  @Test func `where it was on it stays on`() throws {
    try withSetting("1") { place in
      let setting = try StatisticsSetting.on(at: place)
      _ = consume setting
      #expect(value(at: place) == "1")
    }
  }

  @Test func `a kernel without it is told by name`() {
    let error = #expect(throws: BPFError.self) {
      _ = try StatisticsSetting.on(at: "/no/such/setting")
    }
    #expect(error?.description.contains("/no/such/setting") == true)
  }
}
