// SPDX-License-Identifier: Apache-2.0

/// An element of XML with its attributes, and either text or other elements in it.
struct JUnitElement {
  private let name: String
  private let attributes: [(name: String, value: String)]
  private let children: [JUnitElement]
  private let text: String

  init(
    _ name: String, _ attributes: [(String, String)], text: String = "",
    children: [JUnitElement] = []
  ) {
    self.name = name
    self.attributes = attributes
    self.text = text
    self.children = children
  }

  /// As lines, each element on its own.
  func lines(indent: Int = 0) -> [String] {
    let blanks = "".padded(to: indent)
    let values = attributes.map { " \($0.name)=\"\($0.value.escapedForXML())\"" }
    let start = "\(blanks)<\(name)\(values.joined())"
    if !children.isEmpty {
      return ["\(start)>"] + children.flatMap { $0.lines(indent: indent + 2) }
        + ["\(blanks)</\(name)>"]
    }
    if text.isEmpty { return ["\(start)/>"] }
    return ["\(start)>\(text.escapedForXML(keepingLines: true))</\(name)>"]
  }

  /// `1.500`
  static func seconds(_ seconds: Double) -> String {
    NumberFormat.fixed(max(0, seconds), decimals: 3).replacing(",", with: "")
  }
}
