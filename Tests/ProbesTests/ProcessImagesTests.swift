// SPDX-License-Identifier: Apache-2.0

@testable import BPF
@testable import Probes
import Testing

@Suite struct ProcessImagesTests {
  private static func mapping(_ start: UInt64, _ path: String) -> ProcessRecords.Mapping {
    .init(
      range: start..<start + 0x1000, offset: 0, path: path, inode: UInt64(path.utf8.count),
      device: 1)
  }

  private static func images(
    _ deeds: [(process: UInt32, deed: ProcessRecords.Deed)], room: Int = 16
  ) -> ProcessImages {
    var images = ProcessImages(room: room)
    images.append(
      .init(names: ["sh"], mappings: [MemoryMapping(mapping(0x1000, "/sh"), time: 0)]), of: 7)
    for (process, deed) in deeds { images.keep(.init(process: process, time: 0, deed: deed)) }
    return images
  }

  private static func paths(
    _ images: ProcessImages, _ process: UInt32, _ name: String?, isComplete: Bool = true
  ) -> [[String]] {
    images.images(of: process, named: name, isComplete: isComplete).map { $0.mappings.map(\.path) }
  }

  @Test func `a child has what its parent had, until it executes a program`() {
    let images = Self.images([
      (8, .forked(from: 7)), (7, .mapped(Self.mapping(0x5000, "/parent's"))),
      (8, .named("tool", executes: true)), (8, .mapped(Self.mapping(0x1000, "/tool"))),
      (8, .mapped(Self.mapping(0, "/first"))),
    ])
    #expect(Self.paths(images, 8, "sh") == [["/sh"]])
    #expect(Self.paths(images, 8, "tool") == [["/first", "/tool"]])
    #expect(Self.paths(images, 8, nil) == [["/sh"], ["/first", "/tool"]])
    #expect(Self.paths(images, 7, "sh") == [["/sh", "/parent's"]])
  }

  @Test func `a process that only ever executed one program may be called anything`() {
    let images = Self.images([(7, .named("renamed", executes: false))])
    #expect(Self.paths(images, 7, "renamed") == [["/sh"]])
    #expect(Self.paths(images, 7, "a thread's") == [["/sh"]])
    #expect(Self.paths(images, 7, "a thread's", isComplete: false).isEmpty)
    #expect(Self.paths(images, 7, "sh", isComplete: false) == [["/sh"]])
    #expect(Self.paths(images, 7, nil, isComplete: false).isEmpty)
  }

  @Test func `another process of the same number does not have what the first had`() {
    let images = Self.images([(7, .forked(from: 99)), (7, .named("new", executes: true))])
    #expect(Self.paths(images, 7, "sh") == [["/sh"]])
    #expect(Self.paths(images, 7, "new") == [[]])
    #expect(Self.paths(images, 99, "sh").isEmpty)
  }

  @Test func `where one file took another's place nothing is known`() {
    let images = Self.images([
      (7, .mapped(Self.mapping(0x1000, "/sh"))), (7, .mapped(Self.mapping(0x8000, "/a"))),
      (7, .mapped(Self.mapping(0x8800, "/another"))),
    ])
    #expect(Self.paths(images, 7, "sh") == [["/sh"]])
    let image = images.images(of: 7, named: "sh", isComplete: true).first
    #expect(image?.ambiguous == [0x8000..<0x9000, 0x8800..<0x9800])
  }

  @Test func `there is room for so many programs and no more`() {
    let images = Self.images(
      [(8, .forked(from: 7)), (9, .forked(from: 7)), (7, .named("tool", executes: true))], room: 2)
    #expect(images.isFull)
    #expect(Self.paths(images, 8, nil) == [["/sh"]])
    #expect(Self.paths(images, 9, nil).isEmpty)
    // What it executes now is not known, so nothing is.
    #expect(Self.paths(images, 7, nil).isEmpty)
  }
}
