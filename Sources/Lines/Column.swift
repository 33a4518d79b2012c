// SPDX-License-Identifier: Apache-2.0

/// A column of a table.
package struct Column: Sendable {
  package let title: StaticString
  /// Its characters, a blank in the end included. The last column of a table has no end.
  package let width: Int

  package init(_ title: StaticString, _ width: Int = 0) {
    self.title = title
    self.width = width
  }

  package static let uid = Column("UID", 7)
  package static let pid = Column("PID", 8)
  package static let tid = Column("TID", 8)
  /// A thread's name, of at most 15 bytes.
  package static let comm = Column("COMM", 17)
}

extension LineBuffer {
  /// Ends a cell and goes on to the next column, which begins at `place`.
  package mutating func end(_ column: Column, at place: inout Int) {
    place += column.width
    pad(toColumn: place)
  }

  /// Adds the line that names the columns.
  package mutating func append(titles columns: [Column]) {
    var place = 0
    for column in columns.dropLast() {
      append(column.title)
      end(column, at: &place)
    }
    if let last = columns.last { append(last.title) }
    endLine()
  }
}
