// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization
import System
import Testing

@testable import Kernels

@Suite struct FilesTests {
  @Test func `a folder that two remove at the same time is gone, and neither complains`() throws {
    try withTemporaryFolder { folder in
      for number in 0..<400 {
        try Files.makeFolder("\(folder)/shared/\(number)")
        try Files.write([1], to: "\(folder)/shared/\(number)/file")
      }
      let complaints = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        do throws(KernelsError) { try Files.remove("\(folder)/shared") } catch {
          complaints.withLock { $0.append("\(error)") }
        }
      }
      #expect(complaints.withLock { $0 } == [])
      #expect(Folder.names(in: folder) == [])
    }
  }
}
