// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where what can be had again is kept.
package enum CachePlace {
  /// `$TARE_CACHE`, else `$XDG_CACHE_HOME/tare`, else `/var/cache/tare` for root and
  /// `~/.cache/tare` for others.
  package static var standard: String {
    if let folder = variable("TARE_CACHE") { return folder }
    if let folder = variable("XDG_CACHE_HOME") { return "\(folder)/tare" }
    if geteuid() == 0 { return "/var/cache/tare" }
    return "\(variable("HOME") ?? "/tmp")/.cache/tare"
  }

  private static func variable(_ name: String) -> String? {
    let value = unsafe getenv(name).map { unsafe String(cString: $0) }
    return value?.isEmpty == false ? value : nil
  }
}
