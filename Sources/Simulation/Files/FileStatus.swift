internal import Glibc

/// What stands at a path.
struct FileStatus {
  enum Kind {
    case regular, folder, pipe, device, socket
  }

  var kind: Kind
  var size: Int
  var permissions: mode_t

  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The status of what a path leads to; nil, with `errno` set, where it leads nowhere.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    size = Int(status.st_size)
    permissions = status.st_mode & 0o7777
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
  }

  /// What a path that is no regular file is called in messages.
  var words: String {
    switch kind {
    case .regular: "a file"
    case .folder: SystemError.words(EISDIR)
    case .pipe: "Is a named pipe"
    case .device: "Is a device"
    case .socket: "Is a socket"
    }
  }
}
