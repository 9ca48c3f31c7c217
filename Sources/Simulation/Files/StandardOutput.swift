internal import Glibc

/// Results on standard output, checked: a full disk is a failure, a reader that has gone is not.
public struct StandardOutput: ~Copyable {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var failure: Int32?
  private var isUnread = false

  private static let bufferSize = 1 << 16

  /// - Parameter descriptor: where to write; 1 is standard output.
  public init(descriptor: Int32 = 1) { self.descriptor = descriptor }

  /// Whether anybody can still read; when not, further work is in vain.
  public var isRead: Bool { !isUnread }

  public mutating func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferSize { flush() }
  }

  public mutating func write(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { flush() }
  }

  /// Hands on what is buffered; an error is kept for `finish`.
  public mutating func flush() {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard failure == nil, !isUnread, !buffer.isEmpty else { return }
    switch QuietWrite.all(buffer, to: descriptor) {
    case nil: break
    case EPIPE: isUnread = true
    case let number?: failure = number
    }
  }

  /// To be called last: what was buffered here and by `print` reached its place.
  ///
  /// - Throws: code 74 with the system's words. A pipe whose reader has gone is no error.
  public mutating func finish() throws(FailureReport) {
    flush()
    if failure == nil, !isUnread, fflush(nil) != 0, errno != EPIPE { failure = errno }
    // Some file systems report a full disk only here.
    if failure == nil, !isUnread {
      let copy = dup(descriptor)
      if copy < 0 || close(copy) != 0 { failure = buffer.isEmpty && errno == EBADF ? nil : errno }
    }
    if let failure {
      throw FailureReport(
        "write", subject: "standard output", errno: failure, code: .inputOutput)
    }
  }
}
