// SPDX-License-Identifier: Apache-2.0

@testable import Probes
import Testing

@Suite struct DemanglerTests {
  @Test(
    arguments: [
      // C++.
      ("_ZN2ns5twiceEi", "ns::twice(int)"),
      (
        "_ZNSt6vectorIiSaIiEE9push_backERKi",
        "std::vector<int, std::allocator<int> >::push_back(int const&)"
      ),
      ("_ZN2ns5twiceEi.constprop.0", "ns::twice(int) [clone .constprop.0]"),
      // Rust as C++: the hash is nobody's name.
      ("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE", "core::fmt::Write::write_fmt"),
      (
        "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE",
        "<Test + 'static as foo::Bar<Test>>::bar"
      ),
      ("_ZN2ns17h0123456789abcdegE", "ns::h0123456789abcdeg"),
      // Rust.
      ("_RNvC6_123foo3bar", "123foo::bar"),
      ("_RNvNtCs1234_7mycrate3foo3bar.llvm.1234", "mycrate::foo::bar"),
      ("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_", "cc::spawn::{closure#0}::{closure#0}"),
      (
        "_RNCINkXs25_NgCsbmNqQUJIY6D_4core5sliceINyB9_4IterhENuNgNoBb_4iter8iterator8Iterator"
          + "9rpositionNCNgNpB9_6memchr7memrchrs_0E0Bb_",
        "<core::slice::Iter<u8> as core::iter::iterator::Iterator>::rposition"
          + "::<core::slice::memchr::memrchr::{closure#1}>::{closure#0}"
      ),
      (
        "_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std",
        "alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>"
      ),
      ("_RMC0INtC8arrayvec8ArrayVechKj7b_E", "<arrayvec::ArrayVec<u8, 123>>"),
      ("_RMCs4fqI2P2rA04_13const_genericINtB0_4CharKc76_E", "<const_generic::Char<'v'>>"),
      ("_RIC3foohRL_eTmEFUKCjEuE", "foo::<u8, &str, (u32,), unsafe extern \"C\" fn(usize)>"),
      ("_RMC0FG_RL0_hEu", "<for<'a> fn(&'a u8)>"),
      // Swift.
      ("$s4main3FooV3baryS2iF", "main.Foo.bar(Swift.Int) -> Swift.Int"),
      ("$s4main3runyyYaKF", "main.run() async throws -> ()"),
    ])
  func `a name looks as it does in the program`(symbol: String, name: String) {
    #expect(Demangler.readable(symbol) == name)
  }

  @Test(arguments: [
    "", "main", "_start", "_Z", "_ZN", "_R", "_RB_", "_RNvB0_3foo", "_RNvC0", "_RNvC3foo9bar", "$s",
    "$sBROKEN", "_RNvC99999999999999999999foo3bar", "_RNvCsZZZZZZZZZZZZZZZZ_3foo3bar", "z_Rust",
  ])
  func `what is no such name stays as it is`(symbol: String) {
    #expect(Demangler.readable(symbol) == symbol)
  }

  /// `f(pair<pair<…>, pair<…>>)`, each part twice in the next.
  private static func doubling(_ times: Int) -> String {
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    func part(_ index: Int) -> String {
      index < 36 ? "S\(digits[index])_" : "S1\(digits[index - 36])_"
    }
    let parts = (0..<times).map { "S_IS\(part($0 + 1).dropFirst())\(part($0 + 1))E" }
    return "_Z1fISt4pairIiiE\(parts.joined())EvT_"
  }

  @Test func `a name that repeats itself again and again is read if it is short`() {
    let short = Demangler.readable(Self.doubling(3))
    #expect(short.hasPrefix("void f<std::pair<int, int>"), "\(short)")
    let symbol = Self.doubling(50)
    #expect(Demangler.readable(symbol) == symbol)
    #expect(Demangler.readable("_ZN2ns5twiceEi") == "ns::twice(int)")
  }

  @Test func `types within types within types end somewhere`() {
    let deep = "_RIC1f" + String(repeating: "R", count: 5000) + "hE"
    #expect(Demangler.readable(deep) == String(deep.prefix(1024)))
    // Each names the one before it twice.
    var text = "C1fThhE"
    var last = 3
    for _ in 0..<40 {
      let place = Self.base62(last + 1)
      last = text.utf8.count
      text += "TB\(place)B\(place)E"
    }
    #expect(Demangler.readable("_RI\(text)E") == "_RI\(text)E")
  }

  private static func base62(_ number: Int) -> String {
    let digits = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    guard number > 0 else { return "_" }
    var (rest, text) = (number - 1, "")
    repeat {
      text = "\(digits[rest % 62])\(text)"
      rest /= 62
    } while rest > 0
    return text + "_"
  }

  @Test(arguments: UInt64(1)...32) func `any text is read without harm`(seed: UInt64) {
    var noise = Noise(seed: seed)
    let letters = Array("RNvCIEBTSs0123_hLKMXYZ$FDpu")
    for prefix in ["_R", "_Z", "_ZN", "$s", "_RNv", "_RI"] {
      for _ in 0..<50 {
        let text = noise.words(0...40).map { letters[Int($0 % UInt64(letters.count))] }
        #expect(Demangler.readable(prefix + String(text)).count <= 1024)
      }
    }
  }
}
