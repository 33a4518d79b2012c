// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc
import System

/// A process that restores a kernel setting when this value or its process ends.
struct SettingGuardian: ~Copyable {
  private let pipe: Int32
  private let process: pid_t

  init(of path: String, value: String) throws(BPFError) {
    var process: pid_t = 0
    pipe = try check(unsafe clibbpf_put_back_later(path, value, &process), .configure, path)
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
  static func write(_ value: String, to path: String) throws(BPFError) {
    do throws(SystemError) { try File.fill(path, with: Array(value.utf8)) } catch {
      try check(-error.code, .count, path)
    }
  }
}
