// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Results

@Suite struct FeaturesDocumentTests {
  private static var kernel: KernelFeatures {
    var kernel = KernelFeatures(
      release: "6.18.0", build: "#1 SMP", architecture: "x86_64", origin: "this machine",
      elapsedSeconds: 1.5, missingCapabilities: ["CAP_BPF"])
    kernel.probes = [
      .init(
        probe: "syscount", takes: "tp_btf",
        rungs: [
          Feature("tp_btf", .yes, detail: "attached"), Feature("fexit", .no, reason: "EPERM"),
        ])
    ]
    kernel.hooks = [
      Feature(
        "kprobe", .no, reason: "attach: No such file or directory",
        hints: [
          .init(source: "libbpf_probe_bpf_prog_type(kprobe)", value: "yes", says: true),
          .init(source: "CONFIG_KPROBES", value: "not set", says: false),
          .init(source: "libbpf", value: "cannot tell", says: nil),
        ], neededBy: ["opensnoop", "ext4slower"])
    ]
    kernel.targets = [
      Feature(
        "vfs_read", .yes, kind: "fentry",
        facts: [.init("present", .yes), .init("traceable", .unknown, reason: "EPERM")])
    ]
    return kernel
  }

  private static let document = FeaturesDocument(
    tareVersion: "0.1.0", startedAt: "2026-01-31T12:00:00Z", command: ["tare", "features"],
    kernels: [kernel])

  @Test func `a document comes back from JSON as it was`() throws {
    let json = try Self.document.json()
    #expect(try FeaturesDocument(json: json) == Self.document)
    #expect(try FeaturesDocument(json: json).json() == json)
  }

  @Test func `a hint disagrees with the other answer, and with nothing where none was found`() {
    let hook = Self.kernel.hooks[0]
    #expect(hook.hints.map(\.disagrees) == [true, false, false])
    #expect(hook.isDisputed)
    let hint = Feature.Hint(source: "s", value: "no", says: false)
    #expect(Feature("f", .yes, hints: [hint]).isDisputed)
    #expect(!Feature("f", .no, hints: [hint]).isDisputed)
    #expect(!Feature("f", .unknown, hints: [hint]).isDisputed)
  }

  @Test func `only what an object cannot do without counts as lacking`() {
    var kernel = Self.kernel
    #expect(!kernel.lacksForObject)
    kernel.object = "mine.bpf.o"
    // Hooks are looked at for everybody; rungs are not the object's.
    #expect(!kernel.lacksForObject)
    kernel.fields = [Feature("a.b", .no, isOptional: true), Feature("a.c", .unknown)]
    #expect(!kernel.lacksForObject)
    kernel.fields.append(Feature("a.d", .no))
    #expect(kernel.lacksForObject)
  }

  @Test(.enabled(if: try Python.has("jsonschema"), "python3 with jsonschema is not installed"))
  func `documents satisfy docs/features.schema.json, broken ones do not`() throws {
    let schema = "docs/features.schema.json"
    #expect(try Python.problem(with: try Self.document.json(), schema: schema) == "")
    let text = String(decoding: try Self.document.json(), as: UTF8.self)
    for (good, bad) in [
      (#""answer" : "no""#, #""answer" : "perhaps""#), (#""disagrees" : true,"#, ""),
      (#""reason" : "EPERM""#, #""raison" : "EPERM""#),
    ] {
      let broken = text.replacing(good, with: bad)
      try #require(broken != text)
      #expect(try Python.problem(with: Array(broken.utf8), schema: schema) != "")
    }
  }
}
