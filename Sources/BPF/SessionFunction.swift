// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// A kernel function for programs at both entry and return of a function. Oldest kernel 6.10.
enum SessionFunction: Int32, CaseIterable {
  // The stand-ins in a program's code: bpf/funclatency/session.h.
  case isReturn = 0x7a00_0001
  case cookie = 0x7a00_0002

  /// Its name in the kernel.
  var name: String {
    switch self {
    case .isReturn: "bpf_session_is_return"
    case .cookie: "bpf_session_cookie"
    }
  }
}

extension OpenObject {
  /// Replaces the stand-ins in a program by the kernel's functions; returns the number of calls.
  @discardableResult
  func bindSessionFunctions(of program: String) throws(BPFError) -> Int {
    let pointer = unsafe try handle.program(named: program)
    let types = try KernelBTF()
    var calls: Int32 = 0
    for function in SessionFunction.allCases {
      guard let type = types.function(named: function.name) else {
        let log = VerifierLog("the kernel has no \(function.name), as of Linux 6.10")
        throw .failed(.configure, subject: program, code: .notSupported, log: log)
      }
      calls += try check(
        unsafe clibbpf_bind_calls(pointer, function.rawValue, type), .configure, program)
    }
    return Int(calls)
  }
}
