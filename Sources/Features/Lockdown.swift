// SPDX-License-Identifier: Apache-2.0

/// The kernel's lockdown: `none`, `integrity` or `confidentiality`.
enum Lockdown {
  /// The bracketed mode in `/sys/kernel/security/lockdown`; `nil` for none.
  static func mode(_ text: String) -> String? {
    guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]"),
      text.index(after: open) < close
    else { return nil }
    return String(text[text.index(after: open)..<close])
  }
}
