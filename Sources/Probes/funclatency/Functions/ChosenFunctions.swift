// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import System

/// Finds the implementation that runs where a function leaves the choice to a resolver (IFUNC).
///
/// Running a stranger's resolver would be running a stranger's code: what loaders chose is read
/// instead, in the process that is watched, in this one, or in any that has the file mapped. They
/// all choose by the same processor.
final class ChosenFunctions {
  private let file: ProgramFile
  private let process: UInt32?
  private var readings: [Implementations]?

  /// - Parameters:
  ///   - file: The file of the functions.
  ///   - process: The process that is watched, if one is.
  init(of file: ProgramFile, in process: UInt32?) {
    self.file = file
    self.process = process
  }

  /// Where a function's implementation begins, as the file counts; `nil` where no process tells.
  ///
  /// - Parameters:
  ///   - function: The function.
  ///   - others: The addresses of the name's other versions.
  /// - Returns: The address.
  func address(of function: ProgramFunction, notOf others: Set<UInt64>) -> UInt64? {
    let near = nearReadings
    for reading in near {
      if let address = reading.address(of: function, notOf: others) { return address }
    }
    if let address = askLoader(function) { return address }
    for pid in Folder.names(in: "/proc").compactMap(UInt32.init) where near.isEmpty {
      if let reading = Self.reading(file, pid),
        let address = reading.address(of: function, notOf: others)
      {
        readings?.append(reading)
        return address
      }
    }
    return nil
  }

  /// The choices of the watched process's loader and of this one's.
  private var nearReadings: [Implementations] {
    if let readings { return readings }
    let pids = (process.map { [$0] } ?? []) + [UInt32(getpid())]
    let found = pids.compactMap { Self.reading(file, $0) }
    readings = found
    return found
  }

  private static func reading(_ file: ProgramFile, _ pid: UInt32) -> Implementations? {
    do throws(TracedFunctionsError) {
      return Implementations(of: file, in: try MappedFiles(of: pid))
    } catch { return nil }
  }

  /// The address that this process's loader gives for the name, if it has loaded the file already.
  private func askLoader(_ function: ProgramFunction) -> UInt64? {
    guard function.isDefault, let own = Self.reading(file, UInt32(getpid())),
      let library = unsafe dlopen(file.name, RTLD_NOW | RTLD_NOLOAD)
    else { return nil }
    defer { unsafe _ = dlclose(library) }
    let found = unsafe dlsym(library, function.name)
    return own.address(inFile: UInt64(UInt(bitPattern: found)))
  }
}
