internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Synchronization
internal import Testing

/// Counts the points that a law is asked for.
private final class Counter: Sendable {
  private let points = Mutex(0)
  func add(_ count: Int) { points.withLock { $0 += count } }
  var total: Int { points.withLock { $0 } }
}

/// The law of a mixture that counts its batches.
private struct CountingLaw: Law {
  var base: MixtureLaw
  let counter: Counter
  var level: NoiseLevel { base.level }

  func evaluate(at point: Vector) -> LawValue { base.evaluate(at: point) }
  func posterior(at point: Vector) -> Posterior { base.posterior(at: point) }
  func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    base.marginalDensity(axis, at: value)
  }
  func partProbabilities(at point: Vector) -> [Double] { base.partProbabilities(at: point) }
  func sample(count: Int, stream: NoiseStream) -> Cloud {
    base.sample(count: count, stream: stream)
  }
  func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    counter.add(x.count)
    base.logDensities(x: x, y: y, into: result)
  }
  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    counter.add(x.count)
    base.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
  }
  func dispersion(at point: Vector) -> Double? { base.dispersion(at: point) }
}

struct CacheTests {
  @Test func `the same law in the same place is asked once`() {
    let counter = Counter()
    var frame = SampleFrames.method(particles: 100)
    frame.score = .exact
    let level = MixtureLaw.ou(sigma: 0.3)
    frame.law = CountingLaw(base: MixtureLaw.ring.at(level), counter: counter)
    var renderer = Renderer()
    func render(_ width: Int) -> CellBuffer {
      renderer.render(frame, keys: [], width: width, height: 24, options: RenderOptions())
    }
    let first = render(80)
    let once = counter.total
    // Two rows a cell, one batch, and the arrows.
    #expect(once >= 69 * 36 && once < 69 * 36 + 100)
    #expect(render(80) == first)
    #expect(counter.total == once)
    _ = render(81)
    #expect(counter.total > once)
    // Another law of the same level is another picture.
    let before = counter.total
    let other = render(81)
    #expect(counter.total == before)
    frame.law = CountingLaw(base: MixtureLaw.two.at(level), counter: counter)
    #expect(render(81) != other)
  }

  @Test func `runs under one law ask it once, and unlike laws do not push each other out`() {
    let counters = [Counter(), Counter()]
    let level = MixtureLaw.ou(sigma: 0.3)
    func frame(_ laws: [MixtureLaw], _ counted: [Int]) -> Frame {
      var frame = SampleFrames.comparison(2, particles: 20)
      for index in 0..<2 {
        frame.compare?.panes[index].frame.law = CountingLaw(
          base: laws[index].at(level), counter: counters[counted[index]])
        frame.compare?.panes[index].frame.learned = nil
        frame.compare?.panes[index].frame.score = .exact
      }
      return frame
    }
    var renderer = Renderer()
    func render(_ frame: Frame) {
      _ = renderer.render(frame, keys: [], width: 80, height: 24, options: RenderOptions())
    }
    render(frame([.ring, .ring], [0, 0]))
    let once = counters[0].total
    // Two rows a cell of one plane of 34 × 15 or 16 cells, and its arrows.
    #expect(once > 34 * 30 && once < 34 * 32 + 40)
    let unlike = frame([.ring, .two], [0, 1])
    for _ in 0..<3 { render(unlike) }
    #expect(counters[0].total == once)
    #expect(counters[1].total == once)
  }

  @Test func `a smooth law is asked for far fewer points`() {
    let counter = Counter()
    var frame = SampleFrames.method(particles: 0)
    frame.overlays = [.density]
    frame.law = CountingLaw(
      base: MixtureLaw.ring.at(.additive(sigma: 2)), counter: counter)
    var renderer = Renderer()
    _ = renderer.render(frame, keys: [], width: 120, height: 40, options: RenderOptions())
    #expect(counter.total < 72 * 58 / 3)
  }

  @Test func `bar scales grow at once and shrink after two seconds`() {
    var scale = HeldScale()
    #expect(scale.hold(2, frames: 4) == 2)
    #expect(scale.hold(5, frames: 4) == 5)
    for _ in 0..<3 { #expect(scale.hold(1, frames: 4) == 5) }
    #expect(scale.hold(3, frames: 4) == 3)
    #expect(scale.hold(.nan, frames: 4) == 3)
  }
}
