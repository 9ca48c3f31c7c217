import Glibc
import Simulation
import Testing

@Suite struct FileInputTests {
  let scratch = Scratch()

  @Test func `a file is read whole, and one too large is refused`() throws {
    scratch.write("a", String(repeating: "x", count: 3_000_000))
    #expect(try FileInput.read(scratch / "a").count == 3_000_000)
    let found = try #require(failure { try FileInput.read(scratch / "a", limit: 2 << 20) })
    #expect(found.code == .data && found.message.hasSuffix("is too large: at most 2 MiB are read"))
    #expect(try !FileInput.read("/proc/self/status").isEmpty, "a file that says it is empty")
  }

  @Test func `what is no file is refused at once in the system's words`() throws {
    mkfifo(scratch / "pipe", 0o600)
    symlink("loop", scratch / "loop")
    scratch.write("file", "")
    let cases = [
      ("missing", "No such file or directory"), ("", "Is a directory"), ("pipe", "Is a named pipe"),
      ("loop", "Too many levels of symbolic links"), ("file/inside", "Not a directory"),
    ]
    for (name, reason) in cases {
      let found = try #require(failure { try FileInput.read(scratch / name) })
      #expect(found.reason == reason)
      #expect(found.exitCode == 66)
      #expect(found.line == "diffviz: error: cannot read \(scratch / name): \(reason)")
    }
    #expect(failure { try FileInput.read("/dev/zero") }?.reason == "Is a device")
    #expect(failure { try FileInput.read("") }?.reason == "No such file or directory")
    #expect(failure { try FileInput.read("a\0b") }?.reason == "No such file or directory")
  }

  // What counts who holds an end of a pipe or a lock runs in a process of its own: a child that
  // another test starts holds copies of this one's descriptors until it runs its program.
  @Test func `a pipe of the shell is read to its end`() async {
    await #expect(processExitsWith: .success) {
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      write(ends[1], "1,2\n", 4)
      close(ends[1])
      let bytes = try FileInput.read("/dev/fd/\(ends[0])")
      #expect(bytes == Array("1,2\n".utf8))
    }
  }

  @Test func `a path in a message cannot move the terminal`() throws {
    let found = try #require(failure { try FileInput.read("/no/\u{1b}[2J\u{202e}x y") })
    #expect(found.line == "diffviz: error: cannot read \"/no/␛[2Jx y\": No such file or directory")
  }

  @Test func `references stay inside the scene's folder unless they may leave it`() throws {
    mkdir(scratch / "in", 0o700)
    mkdir(scratch / "inside", 0o700)
    scratch.write("in/a.csv", "")
    scratch.write("out.csv", "")
    scratch.write("inside/b.csv", "")
    symlink("../out.csv", scratch / "in/link.csv")
    let scene = scratch / "in/scene.json"
    #expect(
      try FileInput.resolve("a.csv", besides: scene, allowsOutside: false) == scratch / "in/a.csv")
    #expect(
      try FileInput.resolve("./../in/a.csv", besides: scene, allowsOutside: false) == scratch
        / "in/a.csv")
    for outside in ["../out.csv", "link.csv", scratch / "out.csv", "../inside/b.csv"] {
      #expect(
        failure { try FileInput.resolve(outside, besides: scene, allowsOutside: false) }?.code
          == .data)
      let path = try FileInput.resolve(outside, besides: scene, allowsOutside: true)
      #expect(try FileInput.read(path) == [])
    }
    #expect(
      failure { try FileInput.resolve("no.csv", besides: scene, allowsOutside: false) }?.code
        == .noInput)
  }
}

@Suite struct FileOutputTests {
  let scratch = Scratch()

  @Test func `a file appears whole and nothing else is left`() throws {
    try FileOutput.write("new", to: scratch / "a", force: false)
    #expect(scratch.text("a") == "new")
    #expect(scratch.names == ["a"])
  }

  @Test func `an existing file needs force and keeps its permissions`() throws {
    scratch.write("a", "old")
    chmod(scratch / "a", 0o640)
    let found = try #require(
      failure { try FileOutput.write("new", to: scratch / "a", force: false) })
    #expect(found.line == "diffviz: error: \(scratch / "a") exists; --force overwrites it")
    #expect(found.exitCode == 73)
    #expect(scratch.text("a") == "old")
    try FileOutput.write("new", to: scratch / "a", force: true)
    #expect(scratch.text("a") == "new")
    var status = stat()
    stat(scratch / "a", &status)
    #expect(status.st_mode & 0o777 == 0o640)
    #expect(scratch.names == ["a"])
  }

  @Test func `a link stays a link and its target is written`() throws {
    mkdir(scratch / "far", 0o700)
    symlink("far/target", scratch / "link")
    try FileOutput.write("one", to: scratch / "link", force: false)
    #expect(scratch.text("far/target") == "one")
    #expect(
      failure { try FileOutput.write("two", to: scratch / "link", force: false) }?.code
        == .cannotCreate)
    try FileOutput.write("two", to: scratch / "link", force: true)
    #expect(scratch.text("far/target") == "two")
    var status = stat()
    lstat(scratch / "link", &status)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func `a device or pipe is written to and stays what it is`() throws {
    try FileOutput.write("x", to: "/dev/null", force: false)
    let full = try #require(failure { try FileOutput.write("x", to: "/dev/full", force: true) })
    #expect(full.reason == "No space left on device" && full.exitCode == 74)
    mkfifo(scratch / "pipe", 0o600)
    let unread = try #require(
      failure { try FileOutput.write("x", to: scratch / "pipe", force: false) })
    #expect(unread.reason == "No such device or address" && unread.exitCode == 73)
    let reader = open(scratch / "pipe", O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try FileOutput.write("x", to: scratch / "pipe", force: false)
    var byte: UInt8 = 0
    #expect(read(reader, &byte, 1) == 1 && byte == UInt8(ascii: "x"))
    #expect(scratch.names == ["pipe"])
  }

  @Test func `what cannot be created is named in the system's words and leaves nothing`() throws {
    scratch.write("file", "")
    symlink("loop", scratch / "loop")
    let cases = [
      (scratch / "no/a", "No such file or directory"), (scratch / "file/a", "Not a directory"),
      (scratch.path, "Is a directory"), (scratch / "a/", "Is a directory"),
      ("", "No such file or directory"),
      (scratch / "loop", "Too many levels of symbolic links"),
      (scratch / String(repeating: "n", count: 300), "File name too long"),
    ]
    for (path, reason) in cases {
      for found in [
        failure { try FileOutput.write("x", to: path, force: true) },
        failure { try FileOutput.check(path, force: true) },
      ] {
        #expect(found?.reason == reason, "\(path)")
        #expect(found?.exitCode == 73)
      }
    }
    // Root may write anywhere but here.
    #expect(failure { try FileOutput.write("x", to: "/proc/diffviz", force: true) }?.exitCode == 73)
    #expect(scratch.names == ["file", "loop"])
  }

  @Test func `a limit of the file size is a failure, not a signal, and leaves no part`() async {
    await #expect(processExitsWith: .success) {
      let scratch = Scratch()
      limitFileSize(to: 1000)
      let long = String(repeating: "x", count: 5000)
      let found = failure { try FileOutput.write(long, to: scratch / "a", force: false) }
      limitFileSize(to: nil)
      #expect(found?.reason == "File too large" && found?.exitCode == 74)
      #expect(scratch.names == [])
    }
  }

  @Test func `a fresh name is one that is free`() throws {
    scratch.write("run-1.txt", "")
    #expect(FileOutput.freshPath(scratch / "run", ending: "txt") == scratch / "run-2.txt")
  }
}

@Suite struct AppendingFileTests {
  let scratch = Scratch()

  @Test func `pieces are there as soon as they are written`() throws {
    let file = try AppendingFile(scratch / "a", force: false)
    try file.append(Array("one".utf8))
    #expect(scratch.text("a") == "one")
    try file.append(Array("two".utf8))
    try file.close()
    try file.close()
    #expect(scratch.text("a") == "onetwo")
    #expect(failure { try file.append([1]) }?.code == .inputOutput)
  }

  @Test func `a full disk keeps the whole pieces and closes the file`() async throws {
    await #expect(processExitsWith: .success) {
      let scratch = Scratch()
      limitFileSize(to: 1000)
      let file = try AppendingFile(scratch / "a", force: false)
      for _ in 0..<9 { try file.append(.init(repeating: 0x61, count: 110)) }
      let found = failure { try file.append(.init(repeating: 0x62, count: 110)) }
      limitFileSize(to: nil)
      #expect(found?.reason == "File too large" && found?.exitCode == 74)
      #expect(!file.isOpen)
      #expect(scratch.text("a") == String(repeating: "a", count: 990))
    }
    let full = try AppendingFile("/dev/full", force: false)
    #expect(failure { try full.append([1]) }?.reason == "No space left on device")
  }

  @Test func `two programs never write one file`() async {
    await #expect(processExitsWith: .success) {
      let scratch = Scratch()
      let first = try AppendingFile(scratch / "a", force: false)
      try first.append(Array("one".utf8))
      #expect(failure { try AppendingFile(scratch / "a", force: false) }?.exitCode == 73)
      let second = try #require(failure { try AppendingFile(scratch / "a", force: true) })
      #expect(second.message == "\(scratch / "a") is being written by another diffviz")
      #expect(scratch.text("a") == "one")
      try first.close()
      try AppendingFile(scratch / "a", force: true).close()
      #expect(scratch.text("a") == "")
    }
  }

  @Test func `a reader that has gone ends the file, not the program`() async {
    await #expect(processExitsWith: .success) {
      let scratch = Scratch()
      mkfifo(scratch / "pipe", 0o600)
      #expect(
        failure { try AppendingFile(scratch / "pipe", force: false) }?.reason
          == "No such device or address")
      let reader = open(scratch / "pipe", O_RDONLY | O_NONBLOCK)
      let file = try AppendingFile(scratch / "pipe", force: false)
      try file.append([1])
      close(reader)
      #expect(failure { try file.append([1]) }?.reason == "Broken pipe")
    }
  }
}

@Suite struct StandardOutputTests {
  @Test func `a full disk is found at the end`() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    var output = StandardOutput(descriptor: full)
    output.write("result\n")
    var found: FailureReport?
    do throws(FailureReport) { try output.finish() } catch { found = error }
    #expect(
      found?.line == "diffviz: error: cannot write standard output: No space left on device")
    #expect(found?.exitCode == 74)
  }

  @Test func `a reader that has gone is no failure, and what it read is whole`() async {
    await #expect(processExitsWith: .success) {
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      var output = StandardOutput(descriptor: ends[1])
      output.write("first line\n")
      output.flush()
      var bytes = [UInt8](repeating: 0, count: 100)
      #expect(read(ends[0], &bytes, 100) == 11)
      let isRead = output.isRead
      #expect(isRead)
      close(ends[0])
      for _ in 0..<20_000 { output.write("further lines\n") }
      let isStillRead = output.isRead
      #expect(!isStillRead)
      try output.finish()
      close(ends[1])
    }
  }
}

/// Sets the limit of the size of files for the whole process, or lifts it.
private func limitFileSize(to bytes: UInt?) {
  let fileSize = __rlimit_resource_t(1)
  var limit = rlimit()
  getrlimit(fileSize, &limit)
  limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
  setrlimit(fileSize, &limit)
}
