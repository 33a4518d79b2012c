// SPDX-License-Identifier: Apache-2.0

internal import System

/// Reads and writes whole files, with the errors of this module.
public enum ResultFile {
  /// Writes a file so that its path holds the old content or all of the new, never a part.
  ///
  /// - Parameters:
  ///   - bytes: The new content.
  ///   - path: Where to; a symbolic link is followed, a pipe or a device is written to directly.
  /// - Throws: `cannotWrite`, with nothing left behind.
  public static func write(_ bytes: [UInt8], to path: String) throws(ResultsError) {
    do throws(SystemError) { try File.write(bytes, to: path) } catch {
      throw .cannotWrite(path: path, reason: error.description)
    }
  }

  /// Finds out whether `write` could put a file there now, and leaves all as it was.
  ///
  /// - Parameter path: Where to.
  /// - Throws: `cannotWrite`.
  public static func checkWritable(_ path: String) throws(ResultsError) {
    do throws(SystemError) { try File.checkWritable(path) } catch {
      throw .cannotWrite(path: path, reason: error.description)
    }
  }

  /// Reads a whole file.
  ///
  /// - Parameter path: A file or a pipe.
  /// - Returns: Its bytes.
  /// - Throws: `cannotRead`.
  public static func read(_ path: String) throws(ResultsError) -> [UInt8] {
    do throws(SystemError) { return try File.read(path) } catch {
      throw .cannotRead(path: path, reason: error.description)
    }
  }
}
