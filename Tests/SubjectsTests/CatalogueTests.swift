// SPDX-License-Identifier: Apache-2.0

import Probes
import Scale
import Testing

@testable import Subjects

struct CatalogueTests {
  @Test func `every line of the catalogue has a name of its own, by which it is found`() throws {
    let names = Catalogue.probes.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.contains("funclatency-user"))
    for probe in Catalogue.probes {
      let subject: any Subject = probe
      #expect(subject.name == probe.name)
      let found = try #require(Catalogue.probe(named: probe.name))
      #expect(found.watching.workload == probe.watching.workload)
    }
  }

  @Test func `every tool is found by its probe's name`() {
    #expect(Catalogue.tools.map(\.name) == Catalogue.probes.filter { $0.tool != nil }.map(\.name))
  }
}
