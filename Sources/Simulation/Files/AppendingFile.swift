internal import Glibc

/// A file that grows by whole pieces: a piece is there completely or not at all.
///
/// A class, because it is the one owner of an open file. A second program that wants to write the
/// same file is refused.
public final class AppendingFile {
  public let path: String
  private var descriptor: Int32
  /// Bytes of whole pieces.
  public private(set) var size = 0
  private let isRegular: Bool

  /// - Throws: code 73, for a file that exists too unless `force`.
  public init(_ path: String, force: Bool) throws(FailureReport) {
    self.path = path
    let target = try FileOutput.target(of: path)
    try FileOutput.check(path, force: force)
    let isPlain =
      FilePath.descriptor(of: path) == nil
      && FileStatus(path: target).map { $0.kind == .regular } ?? true
    let opened = try isPlain ? Self.openFile(target, path, force) : FileOutput.openDirectly(target)
    descriptor = opened
    isRegular = isPlain && FileStatus(descriptor: opened)?.kind == .regular
    // Locked first, then emptied: a file that another program is writing loses nothing.
    guard isRegular else { return }
    if flock(opened, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      release()
      throw FailureReport(
        "\(HarmlessText.path(path)) is being written by another diffviz", code: .cannotCreate)
    }
    ftruncate(opened, 0)
  }

  private static func openFile(
    _ target: String, _ path: String, _ force: Bool
  ) throws(FailureReport) -> Int32 {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | (force ? 0 : O_EXCL)
    let opened = SystemError.retrying { open(target, flags, 0o666) }
    guard opened >= 0 else {
      if errno == EEXIST { throw FileOutput.exists(path) }
      throw FailureReport("create", path: path, errno: errno, code: .cannotCreate)
    }
    return opened
  }

  deinit { if isOpen { release() } }

  /// Whether pieces can still be added.
  public var isOpen: Bool { descriptor >= 0 }

  /// Adds a piece with one write.
  ///
  /// - Throws: code 74; the file is then cut back to its whole pieces and closed.
  public func append(_ bytes: [UInt8]) throws(FailureReport) {
    guard isOpen else {
      throw FailureReport("write", path: path, errno: EBADF, code: .inputOutput)
    }
    if let number = QuietWrite.all(bytes, to: descriptor, patience: 2000) {
      if isRegular {
        ftruncate(descriptor, size)
      }
      release()
      throw FailureReport("write", path: path, errno: number, code: .inputOutput)
    }
    size += bytes.count
  }

  /// Ends the file; calling it again does nothing.
  ///
  /// - Throws: code 74 for an error that the system reports only now.
  public func close() throws(FailureReport) {
    guard isOpen else { return }
    let failure = SystemError.retrying { fsync(descriptor) } == 0 ? nil : errno
    let closed = release() == 0 ? nil : errno
    // A pipe or a device cannot be flushed to a disk, which is no failure.
    if let number = closed ?? failure, number != EINVAL, number != ENOTSUP, number != EROFS {
      throw FailureReport("write", path: path, errno: number, code: .inputOutput)
    }
  }

  /// Gives the lock and the descriptor back; the result is that of `close(2)`.
  ///
  /// Unlocked by name, for a child process may still hold a copy of the descriptor.
  @discardableResult private func release() -> Int32 {
    defer { descriptor = -1 }
    if isRegular { flock(descriptor, LOCK_UN) }
    return Glibc.close(descriptor)
  }
}
