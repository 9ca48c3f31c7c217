internal import Glibc

/// `write(2)` in full, whatever interrupts it.
enum QuietWrite {
  /// Writes all bytes; nil when done, the error's number otherwise.
  ///
  /// A full disk, a limit of the file size and a reader that has gone are errors, never a signal. Where
  /// the descriptor does not wait for a slow reader, this does, at most `patience` milliseconds (−1: for
  /// ever) for each piece.
  private static func all(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, patience: Int32
  ) -> Int32? {
    withoutSignals {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
          continue
        }
        switch errno {
        case EINTR: continue
        case EAGAIN:
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          if poll(&waiting, 1, patience) == 0 { return EAGAIN }
        default: return errno
        }
      }
      return nil
    }
  }

  static func all(_ bytes: [UInt8], to descriptor: Int32, patience: Int32 = -1) -> Int32? {
    bytes.withUnsafeBytes { all($0, to: descriptor, patience: patience) }
  }

  /// Runs `body` with the two signals that a failed write raises held back, and takes back those that
  /// it raised, so that they end nothing.
  private static func withoutSignals(_ body: () -> Int32?) -> Int32? {
    var blocked = sigset_t()
    var before = sigset_t()
    var pending = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGPIPE)
    sigaddset(&blocked, SIGXFSZ)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    sigpending(&pending)
    let result = body()
    let raised = result == EPIPE ? SIGPIPE : result == EFBIG ? SIGXFSZ : 0
    if raised != 0, sigismember(&pending, raised) == 0 {
      var mine = sigset_t()
      sigemptyset(&mine)
      sigaddset(&mine, raised)
      var now = timespec(tv_sec: 0, tv_nsec: 0)
      while sigtimedwait(&mine, nil, &now) == -1, errno == EINTR {}
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return result
  }
}
