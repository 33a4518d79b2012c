// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// A function of the kernel for programs that run at the entry and at the return of a function. Oldest kernel 6.10.
enum SessionFunction: Int32, CaseIterable {
  // The numbers that stand for them in a program's code: bpf/funclatency/session.h.
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
  /// Puts the running kernel's functions in place of the numbers that stand for them in a program.
  ///
  /// - Returns: How many calls there are.
  /// - Throws: `BPFError.failed` with `configure` when the kernel has no such function.
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
