import DiffusionCore
import Glibc
import Simulation
import Testing

private let header = RecordingHeader(
  scene: "gmm", method: "reverse-sde", seed: 1, width: 6, height: 3,
  facts: [.init("process", "ou"), .init("particles", 500)])

private func frame(_ number: Int) -> RecordingFrame {
  RecordingFrame(
    stamp: FrameStamp(
      frame: number, time: 0.42, sigma: 0.81, step: 84 + number, steps: 200,
      elapsed: 2.8334 + Double(number),
      digest: number == 1 ? 0x0123_4567_89ab_cdef : nil),
    lines: ["  ⣿界  ", "--- frame 9", "row \(number)"], ansi: "\u{1b}[1;1H\u{1b}[0;31mé\(number)",
    cloud: Cloud(x: [0.1, Float(number)], y: [-1, 1e-9]),
    metrics: [.init("sliced_w2", .number(0.25))])
}

@Suite struct RecordingTests {
  let scratch = Scratch()

  private func record(_ name: String, frames: Int) throws -> [UInt8] {
    let sink = try RecordingSink(scratch / name, header, force: true)
    for number in 0..<frames { try sink.append(frame(number)) }
    #expect(sink.frames == frames)
    try sink.close()
    return try FileInput.read(scratch / name)
  }

  @Test func `a text log is what less and grep expect`() throws {
    #expect(
      try String(decoding: record("a.log", frames: 2), as: UTF8.self) == """
        # diffviz recording 1
        # {"scene": "gmm", "width": 6, "height": 3, "seed": 1, "method": "reverse-sde", "process": "ou", "particles": 500}
        --- frame 0 time 0.4200 sigma 0.8100 step 84/200 elapsed 2.833
          ⣿界
        --- frame 9
        row 0
        --- frame 1 time 0.4200 sigma 0.8100 step 85/200 elapsed 3.833 digest 0123456789abcdef
          ⣿界
        --- frame 9
        row 1

        """)
  }

  @Test func `a text log plays back as it was recorded`() throws {
    let recording = try TextRecording(record("a.txt", frames: 3))
    #expect(recording.header == header)
    #expect(recording.count == 3 && !recording.isCut)
    #expect(recording.lines(2) == ["  ⣿界", "--- frame 9", "row 2"])
    #expect(
      recording.stamps[1].digest == 0x0123_4567_89ab_cdef && recording.stamps[0].digest == nil)
    #expect(recording.stamps[1].elapsed == 3.833 && recording.stamps[2].step == 86)
  }

  @Test func `frames have exactly their height, whatever is drawn`() throws {
    let sink = try RecordingSink(scratch / "a.txt", header, force: false)
    var long = frame(0)
    long.lines = ["a\nb\u{1b}[2J", "2", "3", "4"]
    try sink.append(long)
    long.lines = []
    long.stamp.time = .nan
    try sink.append(long)
    try sink.close()
    let recording = try TextRecording.read(scratch / "a.txt")
    #expect(recording.lines(0) == ["a\u{fffd}b␛[2J", "2", "3"])
    #expect(recording.lines(1) == ["", "", ""])
    #expect(recording.stamps[1].time.isNaN && recording.stamps[1].sigma == 0.81)
  }

  @Test func `cut at any byte, all whole frames can be read`() throws {
    let bytes = try record("a.txt", frames: 4)
    let whole = try TextRecording(bytes)
    var ends: [Int] = []
    for count in 0...4 { ends.append(try record("b.txt", frames: count).count) }
    for length in 0..<bytes.count {
      let frames = ends.lastIndex { $0 <= length }
      guard let frames else {
        #expect(finding { try TextRecording(Array(bytes[..<length])) }?.line != nil)
        continue
      }
      let cut = try TextRecording(Array(bytes[..<length]))
      #expect(cut.count == frames)
      #expect(cut.isCut == (ends[frames] != length))
      #expect(cut.stamps.map(\.line) == whole.stamps.prefix(frames).map(\.line))
      for index in 0..<frames { #expect(cut.lines(index) == whole.lines(index)) }
    }
  }

  @Test func `damage is named with its line`() throws {
    let text = try String(decoding: record("a.txt", frames: 2), as: UTF8.self)
    func damage(_ old: String, _ new: String) -> String? {
      let bytes = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
      return finding { try TextRecording(bytes) }.map { "\($0.line ?? 0): \($0.message)" }
    }
    #expect(damage("row 0\n", "") == "7: expected a line such as --- frame 17 …, found \"  ⣿界\"")
    #expect(
      damage("step 84/200", "step 84")
        == "3: expected a line such as --- frame 17 …, found \"--- frame 0 time 0.4200 sigma 0.8100 ste…\""
    )
    #expect(
      damage("row 0", "row 0\n\u{1b}") == "7: expected a line such as --- frame 17 …, found \"␛\"")
    #expect(
      damage("# diffviz", "# vizdiff")
        == "1: this is no diffviz recording: it does not begin with \"# diffviz recording 1\"")
    #expect(
      damage("\"height\": 3", "\"height\": 3e9")
        == "2: the header is no JSON object with width and height")
    #expect(damage("# {", "# [") == "2: the recording is cut in its header")
    #expect(failure { try TextRecording.read(scratch / "none.txt") }?.exitCode == 66)
    scratch.write("bad.txt", "x\n")
    #expect(failure { try TextRecording.read(scratch / "bad.txt") }?.exitCode == 65)
  }

  @Test func `lines of a foreign log are harmless and carriage returns are no text`() throws {
    let text = try String(decoding: record("a.txt", frames: 1), as: UTF8.self)
    let recording = try TextRecording(
      Array(text.replacing("\n", with: "\r\n").replacing("row", with: "\u{9b}2J").utf8))
    #expect(recording.lines(0) == ["  ⣿界", "--- frame 9", "\u{fffd}2J 0"])
  }

  @Test func `mutated logs never trap`() throws {
    let bytes = try record("a.txt", frames: 3)
    var words = SeededWords(7)
    for _ in 0..<3000 {
      var mutated = bytes
      for _ in 0..<4 {
        mutated[Int(words.next() % UInt64(mutated.count))] = UInt8(truncatingIfNeeded: words.next())
      }
      guard let recording = try? TextRecording(mutated) else { continue }
      for index in 0..<recording.count {
        #expect(recording.lines(index).count == recording.header.height)
      }
    }
  }

  @Test func `a cast is a JSON header and one JSON event for each frame`() throws {
    let lines = try record("a.cast", frames: 2).split(separator: UInt8(ascii: "\n")).map {
      try JSONDocument.read(Array($0)).root
    }
    #expect(lines.count == 4)
    #expect(
      lines[0]["version"]?.integer == 2 && lines[0]["width"]?.integer == 6
        && lines[0]["height"]?.integer == 3)
    #expect(lines[0]["title"]?.text == "diffviz: gmm, reverse-sde, seed 1")
    #expect(lines[2][0]?.number == 2.8334 && lines[3][0]?.number == 3.8334)
    #expect(lines[2][1]?.text == "o" && lines[2][2]?.text == "\u{1b}[1;1H\u{1b}[0;31mé0")
  }

  @Test func `particles survive the way through a file, cut at any byte`() throws {
    let bytes = try record("a.jsonl", frames: 2)
    let whole = try ParticleRecording(bytes)
    #expect(whole.header == header && whole.count == 2 && !whole.isCut)
    let last = try whole.frame(1)
    #expect(last.cloud == frame(1).cloud && last.metrics == frame(1).metrics)
    #expect(last.stamp == frame(1).stamp)
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
    for length in 0...bytes.count {
      let lines = ends.count { $0 < length }
      let cut = try? ParticleRecording(Array(bytes[..<length]))
      #expect(cut?.count == (lines == 0 ? nil : lines - 1))
      if let cut, cut.count > 0 { #expect(try cut.frame(cut.count - 1).cloud.count == 2) }
    }
    let damaged = String(decoding: bytes, as: UTF8.self).replacing(
      "\"x\": [0.1, 1]", with: "\"x\": [0.1, 1")
    let found = finding { try ParticleRecording(Array(damaged.utf8)).frame(1) }
    #expect(found?.line == 3)
  }

  @Test func `particles that are not finite are recorded as null`() throws {
    let sink = try RecordingSink(scratch / "a.jsonl", header, force: false)
    var wild = frame(0)
    wild.cloud = Cloud(x: [.nan], y: [-.infinity])
    wild.metrics = [.init("nll", .number(.infinity)), .init("recall", 1)]
    try sink.append(wild)
    let read = try ParticleRecording.read(scratch / "a.jsonl").frame(0)
    #expect(read.cloud.x[0].isNaN && read.cloud.y[0].isNaN)
    #expect(read.metrics == [.init("recall", 1)])
  }

  @Test func `an unknown ending and an existing file are refused`() throws {
    let found = try #require(failure { try RecordingSink(scratch / "a.gif", header, force: false) })
    #expect(found.exitCode == 64)
    #expect(
      found.message
        == "cannot record to \(scratch / "a.gif"): its name must end in .txt, .log, .cast or .jsonl"
    )
    scratch.write("a.txt", "mine")
    #expect(failure { try RecordingSink(scratch / "a.txt", header, force: false) }?.exitCode == 73)
    #expect(scratch.text("a.txt") == "mine")
    #expect(
      failure { try RecordingSink(scratch / "no/a.txt", header, force: false) }?.exitCode == 73)
  }

  @Test func `a full disk stops a recording and keeps its whole frames`() async {
    await #expect(processExitsWith: .success) {
      let scratch = Scratch()
      let fileSize = __rlimit_resource_t(1)
      var limit = rlimit()
      getrlimit(fileSize, &limit)
      limit.rlim_cur = 1000
      setrlimit(fileSize, &limit)
      let sink = try RecordingSink(scratch / "a.txt", header, force: false)
      var found: FailureReport?
      for number in 0..<20 where found == nil { found = failure { try sink.append(frame(number)) } }
      limit.rlim_cur = limit.rlim_max
      setrlimit(fileSize, &limit)
      #expect(found?.reason == "File too large" && !sink.isOpen)
      let recording = try TextRecording.read(scratch / "a.txt")
      #expect(sink.frames > 3 && recording.count == sink.frames && !recording.isCut)
    }
  }
}
