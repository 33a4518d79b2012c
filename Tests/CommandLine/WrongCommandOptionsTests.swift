// SPDX-License-Identifier: Apache-2.0

import Testing

/// What is wrong with the options of a long run is found before it begins.
@Suite struct WrongCommandOptionsTests {
  @Test(arguments: [
    (["--probe", "nope"], "opensnoop"), (["--workload", "nope"], "syscall-storm"),
    (["--probe", "opensnoop", "--rung", "nope"], "fexit, kprobe, tracepoint"),
    (["--time", "0.1"], "0.5 to 3600"),
  ])
  func `measure answers an unknown name with 64 and those there are`(
    options: [String], text: String
  ) {
    ParserAnswer.expectRefusal(of: ["measure"] + options, saying: text)
  }

  @Test(arguments: [
    (["--json", "-", "--junit", "-"], "cannot share standard output"),
    (["--json", "a", "--markdown", "a"], "cannot share 'a'"),
    (["--boots", "0"], "--boots takes 1 or more"), (["--jobs", "0"], "--jobs takes 1 or more"),
    (["--perturb", "--verdicts-only"], "--verdicts-only"),
    (["--modules", "/tmp"], "--modules needs one --kernel"),
    (["--accel", "xen"], "'kvm' and 'tcg'"),
    (["--probe", "nope"], "opensnoop"), (["six"], "'six' is invalid for '<series>'"),
  ])
  func `matrix answers options that mean nothing with 64 and what is wrong`(
    options: [String], text: String
  ) {
    ParserAnswer.expectRefusal(of: ["matrix"] + options, saying: text)
  }

  @Test(arguments: [
    ([], "Missing expected argument"), (["opensnop"], "'opensnop' is invalid for '<probe>'"),
    (["opensnoop", "--duration", "0"], "1 to 3600 seconds"),
    (["opensnoop", "--rung", "fast"], "it has fexit"), (["opensnoop", "--top=-1"], "0 or more"),
  ])
  func `afford answers options that mean nothing with 64 and what is wrong`(
    options: [String], text: String
  ) {
    ParserAnswer.expectRefusal(of: ["afford"] + options, saying: text)
  }

  @Test func `report answers two formats at once with 64`() {
    ParserAnswer.expectRefusal(
      of: ["report", "a.json", "--junit", "--markdown"], saying: "take one")
  }
}
