import DiffusionCore
import Simulation

/// Parts of the program, called as the program calls them.
let programItems: [WorkItem] =
  [128, 64, 32].map { .trainer($0) } + [
    .sampler("sampler-exact", ReverseSDE.card.name, .exact, count: 100_000),
    .sampler("sampler-learned", ReverseSDE.card.name, .learned, count: 10_000),
    .sampler("sampler-ou", ForwardOU.card.name, .exact, count: 1_000_000),
  ]

extension WorkItem {
  fileprivate static func trainer(_ width: Int) -> WorkItem {
    WorkItem(
      "trainer-\(width)", "steps", units: 1,
      "the program's own training step, network of three layers \(width) wide"
    ) { settings in
      var trainer = try BenchmarkScene.scene(
        BenchmarkScene.ring, hidden: [width, width, width]
      ).trainer()
      return { keep(trainer.advance(settings.parallel)) }
    }
    .ofProgram
  }

  fileprivate static func sampler(
    _ name: String, _ method: String, _ score: ScoreKind, count: Int
  ) -> WorkItem {
    let steps = 20
    let words = score == .learned ? "network of three layers 64 wide" : "8 components"
    return WorkItem(
      name, "particle-steps", units: Double(steps * count),
      "the method \(method) as the view runs it, \(TableNumber.count(count)) particles, \(words)"
    ) { settings in
      let scene = try BenchmarkScene.scene(BenchmarkScene.ring, score: score)
      var work = try CourseWork(
        scene, method: method, steps: steps, count: count, parallel: settings.parallel)
      return { work.run() }
    }
    .ofProgram
  }
}

/// A whole run of a method, again and again from the same start.
struct CourseWork {
  private let course: Course
  private let density: any Density
  private let score: any ScoreModel
  private let start: Cloud
  private let parallel: Parallel
  private var cloud: Cloud

  init(_ scene: Scene, method: String, steps: Int, count: Int, parallel: Parallel) throws {
    course = try scene.course(of: MethodChoice(name: method), steps: steps)
    density = scene.density
    score =
      scene.score == .learned ? scene.untrainedNetwork() : ExactScore(density: scene.density)
    let law =
      course.direction == .forward
      ? scene.density.law(at: .clean)
      : course.process.prior(of: scene.density, at: course.stops[0]).law(at: .clean)
    start = law.sample(count: count, stream: NoiseStream(seed: 1, stream: 0))
    cloud = start
    self.parallel = parallel
  }

  mutating func run() {
    // In place: fresh memory would be part of what is timed.
    Self.copy(start.x, to: &cloud.x)
    Self.copy(start.y, to: &cloud.y)
    var sampler = course.sampler
    for step in 0..<course.steps {
      let noise = NoiseStream(seed: 1, stream: UInt64(step + 1))
      keep(
        sampler.step(
          &cloud,
          StepContext(
            from: course.stops[step], to: course.stops[step + 1], process: course.process,
            density: density, score: score, noise: .stream(noise), parallel: parallel)))
    }
  }

  private static func copy(_ values: [Float], to result: inout [Float]) {
    result.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: values) }
  }
}

/// Takes a result that nobody looks at, so that it has to be made.
@inline(never) func keep<Result>(_ result: Result) {}
