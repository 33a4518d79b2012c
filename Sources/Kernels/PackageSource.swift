// SPDX-License-Identifier: Apache-2.0

internal import System

/// An archive in this machine's package manager (sources.list(5)).
struct PackageSource: Hashable {
  var uri: String
  var suite: String
  var components: [String]
  /// Options of trust, by their names in a `.sources` file.
  var options: [String: String]

  /// Reads a file in the format of `sources.list`: `deb [option=value …] URI suite component…`.
  static func oneLine(_ text: String) -> [PackageSource] {
    text.split(separator: "\n").compactMap { line in
      var words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)[
        ...]
      guard words.popFirst() == "deb" else { return nil }
      var options: [String: String] = [:]
      if words.first?.hasPrefix("[") == true {
        var isLast = false
        while !isLast, let word = words.popFirst() {
          isLast = word.hasSuffix("]")
          let pair = word.filter { $0 != "[" && $0 != "]" }
            .split(separator: "=", maxSplits: 1).map(String.init)
          if pair.count == 2 { options[pair[0].lowercased()] = pair[1] }
        }
      }
      guard words.count >= 2, let uri = words.popFirst(), let suite = words.popFirst() else {
        return nil
      }
      return PackageSource(uri: uri, suite: suite, components: Array(words), options: options)
    }
  }

  /// Reads a file in the format of `.sources`: stanzas of fields, each of many values.
  static func stanzas(_ text: String) -> [PackageSource] {
    ControlStanza.all(in: text).flatMap { stanza -> [PackageSource] in
      let isBinary = stanza.words("Types").contains("deb")
      let isOff = ["no", "false", "off", "0"].contains(stanza["Enabled"]?.lowercased() ?? "yes")
      guard isBinary, !isOff else { return [] }
      var options: [String: String] = [:]
      for name in ["Signed-By", "Check-Valid-Until", "Architectures"] {
        if let value = stanza[name] { options[name.lowercased()] = value }
      }
      return stanza.words("URIs").flatMap { uri in
        stanza.words("Suites").map { suite in
          PackageSource(
            uri: uri, suite: suite, components: stanza.words("Components"), options: options)
        }
      }
    }
  }

  /// All sources in `/etc/apt` or a folder of that shape.
  static func all(in folder: String) -> [PackageSource] {
    var sources = oneLine(text("\(folder)/sources.list"))
    for name in Folder.names(in: "\(folder)/sources.list.d") {
      let path = "\(folder)/sources.list.d/\(name)"
      if name.hasSuffix(".list") { sources += oneLine(text(path)) }
      if name.hasSuffix(".sources") { sources += stanzas(text(path)) }
    }
    return sources
  }

  /// A file's text; empty where it cannot be read.
  private static func text(_ path: String) -> String {
    do throws(KernelsError) { return String(decoding: try Files.read(path), as: UTF8.self) } catch {
      return ""
    }
  }
}
