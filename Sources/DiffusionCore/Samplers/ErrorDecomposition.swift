/// A reverse run whose three errors can be switched on and off one by one, and what bounds each.
public struct ErrorDecomposition: Sampler {
  public static let card = MethodCard(
    name: "error-decomposition",
    title: "error decomposition",
    detail: "three switches",
    idea: "A run of the reverse process errs in three ways: it starts from N(0, I) instead of "
      + "the noised data, its score is learned, and its steps are finite. Each can be "
      + "switched off alone, beside a bound for each.",
    family: .reverseSDE,
    rule: [
      "KL(q ‖ r) ≤ start + score + steps, for OU:",
      "start  KL(q_T ‖ N(0, I))",
      "score  ∫ E|s_θ(x, t) − s(x, t)|² dt",
      "steps  ∫ E|s(x_k, t_k) − s(x, t)|² dt",
      "both score and steps on: 2 (score + steps)",
      "the run: y ← eʰ y + 2 (eʰ − 1) s(y_k, t_k) + √(e²ʰ − 1) z",
      "8 substeps h a step; with steps = 0 a new s at each",
    ],
    symbols: [
      .init("KL", "the Kullback–Leibler divergence"),
      .init("q", "the law of the data"),
      .init("r", "the law of the run's result"),
      .init("q_T", "the law of the data under the noise of time T"),
      .init("E", "the mean over noised data x"),
      .init("s_θ", "the score in use, exact or learned"),
      .init(
        "s", "the score: ∇ log of the density of the data noised to t; in the run the one in use"),
      .init("x", "a datum noised to time t"),
      .init("dt", "a short time"),
      .init("x_k", "the same datum noised to t_k"),
      .init("t_k", "the start of the step that t is in, t_k ≥ t"),
      .init("h", "an eighth of a step"),
      .init("y_k", "the particle at the start of the step"),
    ],
    source: "lecture notes S3 (errata E35, E36); Chen et al. 2023; methods.md §13",
    law: "with all three switches at 0 the data, up to the error of an eighth of a step",
    failure:
      "T = 1 leaves a start error that no number of steps mends; the bound is loose: 40 "
      + "times the KL for 20 steps",
    defaultLevels: 20)

  public static let knobs = [
    Knob<Self>(
      "initial", \.initial, in: NumberRange(0, 1), default: "1",
      "1: start from the prior N(0, I), 0: from q_T", isCount: true),
    Knob<Self>(
      "score", \.score, in: NumberRange(0, 1), default: "1",
      "1: the score of the scene, 0: the exact one", isCount: true),
    Knob<Self>(
      "steps", \.steps, in: NumberRange(0, 1), default: "1",
      "1: the steps of the schedule, 0: eight times as many", isCount: true),
  ]

  public var initial = 1.0
  public var score = 1.0
  public var steps = 1.0
  /// The integrals up to now.
  public private(set) var bound = ReverseErrorBound()
  private let density: any Density
  private let process: any DiffusionProcess
  private let first: NoiseLevel
  private var shown: SwitchedRun?
  private var companions: [(run: SwitchedRun, cloud: Cloud)] = []
  private var substep = 0
  private var anchor = NoiseLevel.clean

  /// Substeps of a step.
  static let substeps = 8
  /// Particles of each companion: those that share the first block of noise.
  private static let companionCount = NoiseStream.blockSize
  private static let sampleCount = 512
  /// The draws of companions and bound: never the particles' own.
  private static let stream = NoiseStream(seed: 13, stream: 0)

  public init(for scene: MethodScene) {
    density = scene.density
    process = scene.process
    first = scene.levels.first ?? .clean
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    let count = Self.substeps
    return zip(levels, levels.dropFirst()).reduce(into: [levels[0]]) { stops, pair in
      for part in 1..<count {
        let share = Double(part) / Double(count)
        stops.append(process.level(at: pair.0.time + share * (pair.1.time - pair.0.time)))
      }
      stops.append(pair.1)
    }
  }

  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    initial != 0 ? nil : density.law(at: first).sample(count: count, stream: stream)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let isFirst = shown == nil
    if isFirst { begin(cloud.count, at: context.from) }
    let isStart = isFirst || substep % Self.substeps == 0
    if isStart { anchor = context.from }
    let exact = density.law(at: context.from)
    shown?.advance(&cloud, isStart: isStart, exact: exact, context)
    for index in companions.indices {
      var (run, particles) = companions[index]
      run.advance(&particles, isStart: isStart, exact: exact, context)
      companions[index] = (run, particles)
    }
    extendBound(exact, context)
    substep += 1
    return StepReport(scoreEvaluations: 1)
  }

  public mutating func skip(_ steps: Int) { substep = steps }

  public var memoryBytes: Int {
    companions.reduce(shown?.bytes ?? 0) { $0 + $1.run.bytes + $1.cloud.bytes }
  }

  private mutating func begin(_ count: Int, at level: NoiseLevel) {
    shown = SwitchedRun(start: initial != 0, score: score != 0, steps: steps != 0)
    let size = min(count, Self.companionCount)
    let prior = process.prior(of: density, at: level).law(at: .clean)
    let exact = density.law(at: level)
    companions = [
      SwitchedRun(start: false, score: false, steps: false),
      SwitchedRun(start: true, score: false, steps: false),
      SwitchedRun(start: false, score: true, steps: false),
      SwitchedRun(start: false, score: false, steps: true),
    ].map { run in
      (run, (run.hasStart ? prior : exact).sample(count: size, stream: Self.stream.child(0)))
    }
  }

  /// Adds the substep's share to both integrals, on fresh draws of the exact law.
  private mutating func extendBound(_ exact: any Law, _ context: StepContext) {
    let stream = Self.stream.child(UInt64(1 + substep))
    let half = process.interval(from: context.from, to: context.to).diffusion / 2
    guard half > 0 else { return }
    let samples = exact.sample(count: Self.sampleCount, stream: stream)
    if !(context.score is ExactScore) {
      bound.addScore(context.score, against: exact, over: samples, half: half)
    }
    // The middle of the substep: the integrand grows linearly from the step's start.
    let middle = process.level(at: (context.from.time + context.to.time) / 2)
    let law = density.law(at: middle)
    bound.addSteps(
      from: density.law(at: anchor), to: law, along: process,
      over: law.sample(count: Self.sampleCount, stream: stream.child(1)),
      noise: stream.child(2).normals(count: Self.sampleCount), half: half)
  }

  /// KL(q_T ‖ prior) by quadrature.
  public var startDivergence: Double {
    priorDivergence(of: density, along: process, at: first)
  }

  /// Each run's KL(q ‖ p̂) by nearest neighbours, beside what bounds it.
  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    guard let shown, let size = companions.first?.cloud.count, size > 5 else { return [] }
    let law = density.law(at: context.to)
    let draws = law.sample(
      count: size, stream: Self.stream.child(UInt64(substep)).child(9))
    let start = startDivergence
    let names = ["none", "start", "score", "steps"]
    let runs = zip(names, companions).map { ($0, $1.run, $1.cloud) }
    return (runs + [("shown", shown, cloud.prefix(size))]).map { name, run, cloud in
      Reading(
        "KL \(name) ≤", neighbourDivergence(draws, from: cloud),
        exact: bound.total(
          start: run.hasStart ? start : 0, score: run.hasScore, steps: run.hasSteps))
    }
  }
}
