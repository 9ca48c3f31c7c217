import CellRendering
import DiffusionCore
import Simulation

/// From particles to pictures and recordings.
let pictureItems: [WorkItem] =
  CloudSize.all.map { .frame($0) }
  + CloudSize.all.map { .render("raster", (120, 40), $0, overlays: []) }
  + [(120, 40), (200, 60)].flatMap { cells in
    CloudSize.all.map { .render("render", cells, $0, overlays: .standard) }
  }
  + recordingFormats.indices.map { .record(recordingFormats[$0]) } + [.firstPicture]

/// A number of particles and its name in items.
private struct CloudSize {
  var name: String
  var count: Int

  static let all = [
    CloudSize(name: "10k", count: 10_000), CloudSize(name: "100k", count: 100_000),
    CloudSize(name: "1M", count: 1_000_000),
  ]
}

extension WorkItem {
  fileprivate static func frame(_ size: CloudSize) -> WorkItem {
    WorkItem(
      "frame-\(size.name)", "frames", units: 1,
      "what the screen may know of a session of \(TableNumber.count(size.count)) particles"
    ) { settings in
      let session = try PictureWork.session(count: size.count, parallel: settings.parallel)
      return { keep(session.frame()) }
    }
    .ofProgram
  }

  fileprivate static func render(
    _ name: String, _ cells: (width: Int, height: Int), _ size: CloudSize, overlays: Overlays
  ) -> WorkItem {
    let drawn = overlays.isEmpty ? "without overlays" : "with field, density and contours"
    return WorkItem(
      "\(name)-\(cells.width)x\(cells.height)-\(size.name)", "frames", units: 1,
      "a frame of \(TableNumber.count(size.count)) particles into \(cells.width) x "
        + "\(cells.height) cells, \(drawn)"
    ) { settings in
      var work = try PictureWork(
        count: size.count, width: cells.width, height: cells.height, overlays: overlays,
        parallel: settings.parallel)
      return { work.render() }
    }
    .ofProgram
  }

  fileprivate static func record(_ format: any RecordingFormat.Type) -> WorkItem {
    let ending = format.endings[0]
    return WorkItem(
      "record-\(ending)", "frames", units: 1,
      "a picture of 10 000 particles, 120 x 40 cells, as bytes of a .\(ending) recording"
    ) { settings in
      var work = try RecordingWork(format, parallel: settings.parallel)
      return { work.record() }
    }
    .ofProgram
  }

  fileprivate static var firstPicture: WorkItem {
    WorkItem(
      "first-picture", "pictures", units: 1,
      "from the text of a scene of 5000 particles to 120 x 40 cells"
    ) { settings in
      let text = BenchmarkScene.text(BenchmarkScene.fourGaussians)
      return { keep(try? PictureWork.firstPicture(of: text, parallel: settings.parallel)) }
    }
    .ofProgram
  }
}

/// Pictures of a run underway: each shows another noise level, so nothing of the last can be kept.
struct PictureWork {
  private(set) var frames: [Frame] = []
  private let width: Int
  private let height: Int
  private var renderer = Renderer()
  private var count = 0

  init(
    count: Int, width: Int, height: Int, overlays: Overlays = .standard, parallel: Parallel
  ) throws {
    (self.width, self.height) = (width, height)
    var session = try Self.session(count: count, parallel: parallel)
    var truth = TruthMeter(scene: session.scene)
    for _ in 0..<4 {
      try session.apply(.advance(1))
      var frame = session.frame()
      frame.isPlaying = true
      frame.overlays = overlays
      frame.truth = truth.measure(session)
      frames.append(frame)
    }
  }

  /// Pictures of frames that are shown one by one.
  init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  /// The cells of the next picture.
  mutating func cells() -> CellBuffer {
    count += 1
    return cells(of: frames[count % frames.count])
  }

  mutating func cells(of frame: Frame) -> CellBuffer {
    renderer.render(
      frame, keys: Self.keys, width: width, height: height,
      options: RenderOptions(colorDepth: .truecolor))
  }

  mutating func render() { keep(cells()) }

  private static let keys = [
    KeyHint("space", "play"), KeyHint(". ,", "step"), KeyHint("?", "help", isLasting: true),
    KeyHint("q", "quit", isLasting: true),
  ]

  /// A session in the middle of its method.
  static func session(count: Int, parallel: Parallel) throws -> Session {
    let scene = try BenchmarkScene.scene(BenchmarkScene.fourGaussians, particles: count)
    var session = try Session(scene: scene, steps: 20, parallel: parallel)
    session.startMethod()
    try session.apply(.advance(10))
    return session
  }

  /// All that lies between a scene and its first picture, but for the terminal.
  static func firstPicture(of text: [UInt8], parallel: Parallel) throws -> CellBuffer {
    let scene = try SceneFile.read(text, path: "benchmark.json")
    let session = try Session(scene: scene, parallel: parallel)
    var picture = PictureWork(width: 120, height: 40)
    return picture.cells(of: session.frame())
  }
}

/// Pictures as bytes of a recording.
private struct RecordingWork {
  private let format: any RecordingFormat
  private let content: RecordingContent
  private let header: RecordingHeader
  private let frames: [Frame]
  private let pictures: [CellBuffer]
  private var count = 0

  init(_ type: any RecordingFormat.Type, parallel: Parallel) throws {
    var pictures = try PictureWork(count: 10_000, width: 120, height: 40, parallel: parallel)
    frames = pictures.frames
    // The first call shows the second frame.
    let shown = frames.map { _ in pictures.cells() }
    self.pictures = shown.suffix(1) + shown.dropLast()
    format = type.init()
    content = type.content
    header = RecordingHeader(
      scene: "benchmark", method: ReverseSDE.card.name, seed: 1, width: 120, height: 40)
  }

  mutating func record() {
    let shown = pictures[count % frames.count]
    count += 1
    let frame = frames[count % frames.count]
    let cells = pictures[count % frames.count]
    var recorded = RecordingFrame(
      stamp: FrameStamp(
        frame: count, time: frame.level.time, sigma: frame.level.sigma, step: frame.step,
        steps: frame.steps, elapsed: 0.1 * Double(count), digest: frame.cloud.digest))
    switch content {
    case .lines: recorded.lines = cells.lines
    case .ansi: recorded.ansi = cells.ansi(changesFrom: shown)
    case .particles: recorded.cloud = frame.cloud
    }
    keep(format.bytes(recorded, header))
  }
}
