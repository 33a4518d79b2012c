// SPDX-License-Identifier: Apache-2.0

/// The kernel's lockdown: `none`, `integrity` or `confidentiality`.
enum Lockdown {
  /// The mode in brackets in the text of `/sys/kernel/security/lockdown`; `nil` where none is.
  static func mode(_ text: String) -> String? {
    guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]"),
      text.index(after: open) < close
    else { return nil }
    return String(text[text.index(after: open)..<close])
  }
}
