// SPDX-License-Identifier: Apache-2.0

import Glibc
import Results
import Testing

@testable import Reports

/// What Python's parser, as independent of us as that of any CI, makes of the JUnit files.
@Suite struct JUnitTests {
  /// Which elements and attributes there may be, that the counts are right, and each case in a
  /// line.
  private static let reader = """
    import sys, xml.etree.ElementTree as tree
    counts = {"tests", "failures", "errors", "skipped", "time", "name"}
    shape = {
        "testsuites": (counts, counts, {"testsuite"}),
        "testsuite": (counts, counts | {"timestamp"}, {"properties", "testcase"}),
        "properties": (set(), set(), {"property"}),
        "property": ({"name", "value"}, {"name", "value"}, set()),
        "testcase": ({"classname", "name", "time"},) * 2 + ({"failure", "skipped", "system-out"},),
        "failure": ({"message", "type"},) * 2 + (set(),),
        "skipped": ({"message"}, {"message"}, set()),
        "system-out": (set(), set(), set()),
    }
    def check(element):
        required, allowed, children = shape[element.tag]
        assert required <= set(element.attrib) <= allowed, (element.tag, element.attrib)
        for child in element:
            assert child.tag in children, (element.tag, child.tag)
            check(child)
        if "tests" in element.attrib:
            for name, path in [("tests", ".//testcase"), ("failures", ".//failure"),
                               ("skipped", ".//skipped"), ("errors", ".//error")]:
                assert int(element.get(name)) == len(element.findall(path)), (element.tag, name)
        float(element.get("time", "0"))
    root = tree.parse(sys.argv[1]).getroot()
    assert root.tag == "testsuites"
    check(root)
    for case in root.iter("testcase"):
        kinds = [child.tag for child in case if child.tag != "system-out"]
        assert len(kinds) <= 1
        print(ascii([case.get("classname"), case.get("name"), *kinds]))
    """

  private static func read(_ document: MatrixDocument) throws -> String {
    let folder = unsafe String(cString: mkdtemp(strdup("/tmp/tare-junit-XXXXXX")))
    defer { unsafe rmdir(folder) }
    let path = "\(folder)/a.xml"
    defer { unsafe unlink(path) }
    try ResultFile.write(Array(MatrixJUnit.render(document).utf8), to: path)
    let script = "\(folder)/read.py"
    defer { unsafe unlink(script) }
    try ResultFile.write(Array(reader.utf8), to: script)
    return run("python3 \(script) \(path) 2>&1")
  }

  private static func run(_ command: String) -> String {
    guard let pipe = unsafe popen(command, "r") else { return "cannot run \(command)" }
    var output: [UInt8] = []
    while true {
      let byte = unsafe fgetc(pipe)
      if byte == EOF { break }
      output.append(UInt8(byte))
    }
    let status = unsafe pclose(pipe)
    return String(decoding: output, as: UTF8.self) + (status == 0 ? "" : "exit \(status)")
  }

  private static let hasPython =
    unsafe getenv("TARE_REQUIRE_ALL") != nil || run("python3 -c 'import xml.etree'").isEmpty

  @Test(.enabled(if: hasPython, "python3 is not installed"))
  func `each cell is a case, with the outcome that its verdict means`() throws {
    let document = SampleMatrix.everyKind
    let expected = document.kernels.flatMap { kernel in
      (kernel.failure == nil ? [] : ["['\(kernel.series)', 'boot', 'failure']"])
        + kernel.cells.map { cell in
          let outcome =
            switch cell.verdict {
            case .exact: ""
            case .lossy, .wrong, .failed: ", 'failure'"
            case .unsupported: ", 'skipped'"
            }
          return "['\(kernel.series)', '\(cell.id)'\(outcome)]"
        }
    }
    #expect(try Self.read(document) == expected.map { "\($0)\n" }.joined())
  }

  @Test(.enabled(if: hasPython, "python3 is not installed"))
  func `hostile strings leave it well-formed and readable`() throws {
    let cases = try Self.read(SampleMatrix.hostile)
    #expect(
      cases == #"""
        ['6.12 | <b>', 'boot', 'failure']
        ['6.12 | <b>', 'open|snoop\n/exact\\x1B<&']
        ['6.12 | <b>', 'open|snoop\n/lossy\\x1B<&', 'failure']
        ['6.12 | <b>', 'open|snoop\n/wrong\\x1B<&', 'failure']
        ['6.12 | <b>', 'open|snoop\n/unsupported\\x1B<&', 'skipped']
        ['6.12 | <b>', 'open|snoop\n/failed\\x1B<&', 'failure']

        """#)
  }

  @Test(.enabled(if: hasPython, "python3 is not installed"))
  func `a run without kernels is a file without cases`() throws {
    #expect(try Self.read(SampleMatrix.empty) == "")
  }
}
