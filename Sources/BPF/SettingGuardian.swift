// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// A process that puts a setting of the kernel back when this value or its process ends.
struct SettingGuardian: ~Copyable {
  private let pipe: Int32
  private let process: pid_t

  /// Starts it.
  ///
  /// - Throws: `BPFError.failed` with `configure`.
  init(of path: String, value: String) throws(BPFError) {
    var process: pid_t = 0
    pipe = try check(
      unsafe clibbpf_put_back_later(path, value, &process), .configure, path)
    self.process = process
  }

  deinit {
    close(pipe)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
  }
}

/// Settings as files.
enum SettingFile {
  /// - Throws: `BPFError.failed` with `count`.
  static func write(_ value: String, to path: String) throws(BPFError) {
    let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
    try check(file < 0 ? -errno : 0, .count, path)
    let owner = DescriptorHandle(adopting: file)
    let bytes = Array(value.utf8)
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(owner.number, $0.baseAddress, $0.count)
    }
    try check(count == bytes.count ? 0 : -errno, .count, path)
  }
}
