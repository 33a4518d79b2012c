// SPDX-License-Identifier: Apache-2.0

import Testing

/// What is wrong with a tool's options is found before anything is attached.
@Suite struct WrongToolOptionsTests {
  @Test(arguments: [
    (["opensnoop", "-f", "O_NOPE"], "O_WRONLY"),
    (["opensnoop", "--ring-size", "3K"], "'3K' is invalid for '--ring-size"),
    (["opensnoop", "-d", "0"], "'0' is invalid for '-d"),
    (["opensnoop", "-n", "sixteen-bytes-xx"], "--comm takes 1 to 15 bytes"),
    (["opensnoop", "-p", "0"], "--pid takes the number of a process, from 1 up"),
    (["opensnoop", "-p", "1", "--exec", "true"], "--pid and --exec exclude each other"),
    (["opensnoop", "--top", "0"], "--top takes a count from 1 up, not 0"),
    (["opensnoop", "-u", "4294967296"], "'4294967296' is invalid for '-u"),
    (["execsnoop", "-l", "("], "'(' is invalid for '-l"),
    (["execsnoop", "--max-args", "-1"], "'--max-args"),
    (["biolatency", "-d", "no-disk"], "there is no disk 'no-disk'"),
    (["biolatency", "-m", "-u"], "--milliseconds and --microseconds exclude each other"),
    (["biolatency", "1", "0"], "count takes 1 or more reports, not 0"),
    (["ext4slower", "ten"], "'ten' is invalid for '<min_ms>'"),
    (["ext4slower", "-c", "--json"], "--csv and --json exclude each other"),
    (["ext4slower", "0", "-m", "0"], "min_ms was given twice"),
    (["syscount", "-e", "ENOPE"], "'ENOPE' is invalid for '-e"),
    (["syscount", "-m"], "--milliseconds goes with --latency"),
    (["biosnoop", "-d", "no-such-disk"], "there is no disk 'no-such-disk'"),
    (["offcputime", "-m", "2", "-M", "1"], "--max-block-us is less than --min-block-us"),
  ])
  func `a wrong option is answered with 64 and what is wrong`(words: [String], text: String) {
    ParserAnswer.expectRefusal(of: words, saying: text)
  }

  @Test(arguments: [
    (["--budget", "0"], "'0' is invalid for '--budget"), (["--budget", "5"], "200ns/op"),
    (["--budget", "0%"], "'0%' is invalid for '--budget"),
    (["--budget", "200ns"], "'200ns' is invalid for '--budget"),
    (["--sample"], "--sample goes with --budget"), (["--grace", "1"], "--grace goes with"),
    (["--budget", "1%", "--grace", "0"], "'0' is invalid for '--grace"),
    (["--budget", "1%", "--sample", "--grace", "1"], "exclude"),
  ])
  func `a budget that is none is answered with 64`(options: [String], text: String) {
    for tool in ["opensnoop", "biolatency", "syscount", "offcputime"] {
      ParserAnswer.expectRefusal(of: [tool] + options, saying: text)
    }
  }

  @Test(arguments: [
    (["floor", "nothing"], "'nothing' is invalid for '<probe>'"),
    (["floor", "execsnoop", "libc:getpgid"], "a function goes with funclatency"),
    (["top", "-i", "0"], "'0' is invalid for '-i"),
    (["top", "-i", "never"], "'never' is invalid for '-i"),
    (["top", "--sort", "weight"], "'weight' is invalid for '--sort"),
  ])
  func `floor and top answer a wrong option with 64 and what is wrong`(
    words: [String], text: String
  ) {
    ParserAnswer.expectRefusal(of: words, saying: text)
  }
}
