// SPDX-License-Identifier: Apache-2.0

@testable import Probes
import Testing

@Suite struct LibraryHazardsTests {
  @Test(
    arguments: [
      ("__libc_read", "read"), ("__read", "read"), ("read", "read"), ("__read_chk", "read"),
      ("open64", "open"), ("_IO_fgets", "fgets"), ("__isoc99_fscanf", "fscanf"),
      ("__open64_nocancel", "open"), ("__pread64_chk", "pread"),
      ("pthread_cond_wait", "pthread_cond_wait"),
      ("__GI___libc_write", "write"), ("", ""), ("___", ""),
    ] as [(String, String)])
  func `a function of the C library goes by several names`(name: String, plain: String) {
    #expect(LibraryHazards.plain(name) == plain)
  }

  @Test(
    arguments: [
      (["__libc_read", "read"], true, .cancellation), (["read"], false, nil),
      (["malloc"], true, nil), (["strlen"], true, nil), (["qsort"], true, .callsBack),
      (["qsort"], false, .callsBack), (["dlsym"], true, .looksForCaller), ([], true, nil),
    ] as [([String], Bool, Hazard?)])
  func `what a return probe may break is known of functions by their names`(
    names: [String], isCLibrary: Bool, hazard: Hazard?
  ) {
    #expect(LibraryHazards.hazard(of: names, isCLibrary) == hazard)
  }
}
