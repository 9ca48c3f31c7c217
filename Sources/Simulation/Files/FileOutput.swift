internal import Glibc

/// Whole files that appear finished or not at all.
///
/// A temporary in the same folder is written, flushed to the disk and renamed. A symbolic link is
/// followed first. A device or a pipe is written to directly. An existing file is kept unless `force`.
public enum FileOutput {
  /// Tells before long work whether `write` could succeed: nothing is created.
  ///
  /// - Throws: code 73.
  public static func check(_ path: String, force: Bool) throws(FailureReport) {
    if FilePath.descriptor(of: path) != nil { return }
    let target = try target(of: path)
    if let status = FileStatus(path: target) {
      switch status.kind {
      case .pipe, .device: return
      case .regular: if !force { throw exists(path) }
      default:
        throw FailureReport(
          "cannot create \(HarmlessText.path(path)): \(status.words)", code: .cannotCreate,
          reason: status.words)
      }
    } else if errno != ENOENT {
      throw FailureReport("create", path: path, errno: errno, code: .cannotCreate)
    }
    guard access(FilePath.folder(of: target), W_OK | X_OK) == 0 else {
      throw FailureReport("create", path: path, errno: errno, code: .cannotCreate)
    }
  }

  /// Writes a whole file.
  ///
  /// - Throws: code 73 where it cannot be created, 74 where writing fails; then nothing is left.
  public static func write(
    _ bytes: [UInt8], to path: String, force: Bool
  ) throws(FailureReport) {
    try check(path, force: force)
    let target = try target(of: path)
    let status = FileStatus(path: target)
    if FilePath.descriptor(of: path) != nil || status.map({ $0.kind != .regular }) ?? false {
      return try writeDirectly(bytes, to: target)
    }
    let temporary = try Temporary(besides: target, permissions: status?.permissions)
    try temporary.fill(bytes, for: path)
    try temporary.publish(as: target, replacing: force)
  }

  public static func write(_ text: String, to path: String, force: Bool) throws(FailureReport) {
    try write(Array(text.utf8), to: path, force: force)
  }

  /// A path that is free, the first of STEM-1.ENDING, STEM-2.ENDING and so on.
  public static func freshPath(_ stem: String, ending: String) -> String {
    var number = 1
    while number < 1_000_000, FileStatus(path: "\(stem)-\(number).\(ending)") != nil { number += 1 }
    return "\(stem)-\(number).\(ending)"
  }

  static func exists(_ path: String) -> FailureReport {
    FailureReport(
      "\(HarmlessText.path(path)) exists; --force overwrites it", code: .cannotCreate,
      reason: SystemError.words(EEXIST))
  }

  static func target(of path: String) throws(FailureReport) -> String {
    guard !path.isEmpty, !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
      throw FailureReport(
        "create", path: path, errno: path.isEmpty ? ENOENT : EISDIR, code: .cannotCreate)
    }
    // Links below /proc lead to what has no path; a device or pipe needs no following.
    if FilePath.descriptor(of: path) != nil { return path }
    return try FilePath.followingLinks(path)
  }

  /// Opens what is written to as it stands: an open descriptor, a device, a pipe with a reader.
  static func openDirectly(_ path: String) throws(FailureReport) -> Int32 {
    let descriptor =
      if let open = FilePath.descriptor(of: path) {
        fcntl(open, F_DUPFD_CLOEXEC, 3)
      } else {
        // Without waiting for a reader that may never come.
        SystemError.retrying { open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) }
      }
    guard descriptor >= 0 else {
      throw FailureReport("create", path: path, errno: errno, code: .cannotCreate)
    }
    return descriptor
  }

  private static func writeDirectly(_ bytes: [UInt8], to path: String) throws(FailureReport) {
    let descriptor = try openDirectly(path)
    let failure = QuietWrite.all(bytes, to: descriptor)
    let closed = close(descriptor) == 0 ? nil : errno
    if let number = failure ?? closed {
      throw FailureReport("write", path: path, errno: number, code: .inputOutput)
    }
  }
}

/// A file that is not there yet: it takes its name when it is whole, and is gone otherwise.
struct Temporary: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var isPublished = false

  /// The ending that tells a temporary of ours.
  static let mark = ".diffviz-tmp"

  /// Creates an empty temporary in the folder of `target`.
  ///
  /// - Parameter permissions: those of the file that will be replaced, nil for a new one.
  init(besides target: String, permissions: mode_t?) throws(FailureReport) {
    let folder = FilePath.folder(of: target)
    let name = String(decoding: FilePath.name(of: target).utf8.prefix(180), as: UTF8.self)
    var number = 0
    while true {
      let path = "\(folder)/.\(name).\(getpid())-\(number)\(Self.mark)"
      let descriptor = SystemError.retrying {
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0o666)
      }
      if descriptor >= 0 {
        if let permissions { fchmod(descriptor, permissions) }
        self.path = path
        self.descriptor = descriptor
        return
      }
      number += 1
      guard errno == EEXIST, number < 1000 else {
        throw FailureReport("create", path: target, errno: errno, code: .cannotCreate)
      }
    }
  }

  deinit {
    if !isPublished { unlink(path) }
    close(descriptor)
  }

  /// Writes everything and waits until it is on the disk.
  borrowing func fill(_ bytes: [UInt8], for target: String) throws(FailureReport) {
    var failure = QuietWrite.all(bytes, to: descriptor)
    if failure == nil, SystemError.retrying({ fsync(descriptor) }) != 0, errno != EINVAL {
      failure = errno
    }
    if let failure {
      throw FailureReport("write", path: target, errno: failure, code: .inputOutput)
    }
  }

  /// Gives the temporary its name, in one step that another program sees whole or not at all.
  consuming func publish(as target: String, replacing: Bool) throws(FailureReport) {
    // A new name in addition fails where someone else has taken it meanwhile; a rename would not.
    let isLinked = !replacing && link(path, target) == 0
    if isLinked { return syncFolder(of: target) }
    if !replacing {
      if errno == EEXIST { throw FileOutput.exists(target) }
      // Some file systems have no second names.
      guard FileStatus(path: target) == nil else { throw FileOutput.exists(target) }
    }
    guard rename(path, target) == 0 else {
      throw FailureReport("create", path: target, errno: errno, code: .cannotCreate)
    }
    isPublished = true
    syncFolder(of: target)
  }

  private borrowing func syncFolder(of target: String) {
    let folder = open(FilePath.folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
