import Glibc
import Simulation

/// This program, started again, with its standard output to be read line by line.
struct ChildProgram: ~Copyable {
  private let pid: pid_t
  private let output: Int32
  private var pending: [UInt8] = []

  /// - Throws: code 74.
  init(_ arguments: [String]) throws(FailureReport) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Self.failure }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    let path = "/proc/self/exe"
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var child: pid_t = 0
    let result = posix_spawn(&child, path, &actions, nil, &words, environ)
    for word in words { free(word) }
    posix_spawn_file_actions_destroy(&actions)
    close(ends[1])
    guard result == 0 else {
      close(ends[0])
      throw Self.failure
    }
    pid = child
    output = ends[0]
  }

  deinit {
    close(output)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }

  /// The next line without its break; nil at the end.
  mutating func line() -> String? {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeFirst(end + 1) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      let count = read(output, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      pending += chunk[..<count]
    }
  }

  private static var failure: FailureReport {
    FailureReport("the program cannot be started again to measure its memory", code: .inputOutput)
  }
}
