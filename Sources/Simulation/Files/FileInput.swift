internal import Glibc

/// Whole files as bytes: bounded, without waiting on what is no file, errors in the system's words.
public enum FileInput {
  /// The most bytes of a data file: 2 GiB.
  public static let dataLimit = 2 << 30

  /// The bytes of a file; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: a regular file. A pipe that the shell made (`<(…)`, `/dev/stdin`) is read to its end; a
  ///     named pipe, a device and a folder are refused at once.
  ///   - limit: the most bytes that are read.
  /// - Throws: code 66 for what cannot be opened, 65 for what is too large, 74 for a failed read.
  public static func read(_ path: String, limit: Int = dataLimit) throws(FailureReport) -> [UInt8] {
    if path == "-" { return try readAll(0, size: 0, subject: "standard input", limit) }
    guard !path.utf8.contains(0) else {
      throw FailureReport("read", path: path, errno: ENOENT, code: .noInput)
    }
    // Without waiting: opening a pipe that nobody writes would last for ever.
    let descriptor = SystemError.retrying {
      open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    }
    guard descriptor >= 0 else {
      throw FailureReport("read", path: path, errno: errno, code: .noInput)
    }
    defer { close(descriptor) }
    guard let status = FileStatus(descriptor: descriptor) else {
      throw FailureReport("read", path: path, errno: errno, code: .noInput)
    }
    switch status.kind {
    case .regular: break
    case .pipe where isOfShell(path):
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    default:
      throw FailureReport(
        "cannot read \(HarmlessText.path(path)): \(status.words)", code: .noInput,
        reason: status.words)
    }
    return try readAll(descriptor, size: status.size, subject: HarmlessText.path(path), limit)
  }

  private static func isOfShell(_ path: String) -> Bool {
    path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
  }

  /// Reads to the end; `size` is what the file says of itself, which some systems' files understate.
  private static func readAll(
    _ descriptor: Int32, size: Int, subject: String, _ limit: Int
  ) throws(FailureReport) -> [UInt8] {
    guard size <= limit else { throw tooLarge(subject, limit) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var chunk = [UInt8](repeating: 0, count: min(max(size + 1, 1 << 16), 1 << 20))
    while true {
      let count = SystemError.retrying { Glibc.read(descriptor, &chunk, chunk.count) }
      if count < 0, errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, -1)
        continue
      }
      guard count >= 0 else {
        throw FailureReport("read", subject: subject, errno: errno, code: .inputOutput)
      }
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else { throw tooLarge(subject, limit) }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  private static func tooLarge(_ subject: String, _ limit: Int) -> FailureReport {
    let words = limit >= 1 << 20 ? "\(limit >> 20) MiB" : "\(limit) bytes"
    return FailureReport("\(subject) is too large: at most \(words) are read", code: .data)
  }

  /// The path of a file that a scene names, relative to the scene's folder.
  ///
  /// - Parameters:
  ///   - reference: what the scene says.
  ///   - scene: the path of the scene; `-` stands for the current folder.
  ///   - allowsOutside: whether a path that leaves the scene's folder is accepted.
  /// - Throws: code 66 for what is missing, 65 for what lies outside.
  public static func resolve(
    _ reference: String, besides scene: String, allowsOutside: Bool
  ) throws(FailureReport) -> String {
    let folder = scene == "-" ? "." : FilePath.folder(of: scene)
    let path = reference.hasPrefix("/") ? reference : "\(folder)/\(reference)"
    if allowsOutside { return path }
    guard let root = FilePath.real(folder) else {
      throw FailureReport("read", path: folder, errno: errno, code: .noInput)
    }
    guard let target = FilePath.real(path) else {
      throw FailureReport("read", path: path, errno: errno, code: .noInput)
    }
    guard target.hasPrefix(root == "/" ? root : root + "/") else {
      throw FailureReport(
        "\(HarmlessText.path(reference)) lies outside the scene's folder; "
          + "--allow-outside reads it nevertheless", code: .data)
    }
    return target
  }
}

/// Names of files.
enum FilePath {
  /// Everything before the last slash, "." where there is none.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Everything after the last slash.
  static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// The letters after the last dot of the name, lower case; "" where there is none.
  static func ending(of path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// The path without links; nil, with `errno` set, where it leads nowhere.
  static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The open descriptor that a path such as /dev/stdout stands for.
  static func descriptor(of path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default:
      for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
        return Int32(path.dropFirst(folder.utf8.count))
      }
      return nil
    }
  }

  /// The path that a chain of links at the end of `path` leads to, whether or not something is there.
  static func followingLinks(_ path: String) throws(FailureReport) -> String {
    var path = path
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = readlink(path, &buffer, buffer.count - 1)
      guard count > 0 else { return path }
      let target = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      path = target.hasPrefix("/") ? target : "\(folder(of: path))/\(target)"
    }
    throw FailureReport("create", path: path, errno: ELOOP, code: .cannotCreate)
  }
}
