// SPDX-License-Identifier: Apache-2.0

extension FunctionFollower {
  private static let betweenLooks: UInt64 = 20_000_000

  /// Looks at all that the filter names at this moment: a process may have been renamed, or come
  /// into the cgroup.
  func scan() {
    guard records != nil, filter.family == nil else { return }
    var looked: [UInt32: [MemoryMapping]] = [:]
    for process in WatchedProcesses.now(filter) ?? [] {
      do throws(TracedFunctionsError) {
        looked[process] = try MappedFiles(of: process).filesWithCode
      } catch {
        continue  // It has ended meanwhile.
      }
      if looked[process] != scanned[process] { wait(for: Candidate(process: process, file: nil)) }
    }
    scanned = looked
  }

  func lookAtCandidates(_ now: UInt64) {
    nextLook = now + Self.betweenLooks
    let due = candidates
    candidates = [:]
    for (candidate, deadline) in due {
      do throws(TracedFunctionsError) { try look(at: candidate) } catch {
        switch error {
        case .noProcess: miss(candidate)
        case .indirect where now < deadline: candidates[candidate] = deadline
        case .indirect: miss(candidate)
        default: break
        }
      }
    }
  }

  /// Traces the files of a process that are meant.
  ///
  /// - Throws: `TracedFunctionsError.noProcess` where it is gone, `.indirect` where its loader has
  ///   not chosen yet.
  private func look(at candidate: Candidate) throws(TracedFunctionsError) {
    if let file = candidate.file?.identity, files.known.contains(file) {
      // It became known in another process while this one ran with it.
      let isFinder = files.isFound(file, in: candidate.process)
      if !isFinder, MappedFiles.isGone(candidate.process) { miss(candidate) }
      return
    }
    let maps = try MappedFiles(of: candidate.process)
    if let file = candidate.file?.identity,
      !maps.mappings.contains(where: { $0.inode == file.inode })
    {
      return miss(candidate)
    }
    let (found, failures) = maps.programFiles(
      of: meant.search.program, here: meant.fileHere, besides: files.known)
    for (path, error) in failures { gaps.failures[path] = error.cause }
    for file in found { try files.trace(file, for: candidate.process, &gaps) }
  }
}
