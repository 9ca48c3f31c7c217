public import DiffusionCore

/// A method with its settings and a score: a row of `diffviz compare`.
public struct ComparedMethod: Sendable {
  public var label: String
  public var choice: MethodChoice
  public var score: ScoreKind
  /// Instead of its own number.
  public var steps: Int?
  /// For a learned score; trained before.
  public var network: ScoreNetwork?

  public init(
    label: String, choice: MethodChoice, score: ScoreKind, steps: Int? = nil,
    network: ScoreNetwork? = nil
  ) {
    (self.label, self.choice, self.score) = (label, choice, score)
    (self.steps, self.network) = (steps, network)
  }
}

/// What came out of one method with all seeds.
public struct MethodOutcome: Sendable {
  public var method: ComparedMethod
  /// One report a seed; empty where some run failed.
  public var reports: [RunReport]
  /// Why there are none.
  public var failure: String?

  /// A metric of every seed; nil where some seed has none.
  public func values(of name: String) -> [MeasuredMetric]? {
    let found = reports.compactMap { report in report.metrics.first { $0.card.name == name } }
    return !found.isEmpty && found.count == reports.count ? found : nil
  }

  /// The z of a metric's mean over the seeds.
  public func z(of name: String) -> Double? {
    values(of: name).flatMap { MeasuredMetric.z(ofMeanOf: $0) }
  }

  /// The largest of them, corrected for how many they are.
  public var largestZ: Double? {
    let cards = metricCatalog.map { $0.card }.filter { $0.isScreened }
    return CombinedDeviation.z(
      of: cards.compactMap { card in
        z(of: card.name).map { ($0, card.better) }
      })
  }
}

/// Methods on the same scene with the same seeds: the same start and the same noise in each.
public struct MethodComparison: Sendable {
  private let scene: Scene
  private let seeds: [UInt64]
  private let parallel: Parallel
  private var judge: RunJudge

  public init(
    _ scene: Scene, seeds: [UInt64], replicates: Int, parallel: Parallel
  ) {
    (self.scene, self.seeds, self.parallel) = (scene, seeds, parallel)
    judge = RunJudge(replicates: replicates, seed: scene.seed, parallel: parallel)
  }

  /// Runs a method with every seed; what cannot run or diverges says why.
  ///
  /// - Parameter progress: called with how many runs are done.
  public mutating func outcome(
    of method: ComparedMethod, progress: (Int) -> Void
  ) -> MethodOutcome {
    var outcome = MethodOutcome(method: method, reports: [], failure: nil)
    // As many runs at once as there are threads, each on one of them.
    for first in stride(from: 0, to: seeds.count, by: parallel.threads) {
      let runs = runs(of: method, seeds[first..<min(seeds.count, first + parallel.threads)])
      do {
        let finished = try runs.map { try $0.get() }
        outcome.reports += reports(of: finished)
      } catch let failure as FailureReport {
        return MethodOutcome(method: method, reports: [], failure: failure.message)
      } catch let error as SettingError {
        return MethodOutcome(method: method, reports: [], failure: error.message)
      } catch {
        return MethodOutcome(method: method, reports: [], failure: "\(error)")
      }
      progress(first + runs.count)
    }
    return outcome
  }

  private func runs(
    of method: ComparedMethod, _ seeds: ArraySlice<UInt64>
  ) -> [Result<HeadlessRun, any Error>] {
    let seeds = Array(seeds)
    var runs = [Result<HeadlessRun, any Error>?](repeating: nil, count: seeds.count)
    runs.withUnsafeMutableBufferPointer { runs in
      nonisolated(unsafe) let runs = runs
      parallel.forEach(count: seeds.count) { index in
        runs[index] = Result { try run(method, seed: seeds[index]) }
      }
    }
    return runs.compactMap { $0 }
  }

  private func run(_ method: ComparedMethod, seed: UInt64) throws -> HeadlessRun {
    var scene = scene
    (scene.seed, scene.programme, scene.score) = (seed, [method.choice], method.score)
    var session = try Session(scene: scene, steps: method.steps, parallel: .serial)
    if let network = method.network {
      try session.apply(
        .adopt(network, trainingStep: scene.training.steps, isFinal: true))
    }
    var run = HeadlessRun(session)
    while !run.isDone { try run.advance() }
    return run
  }

  private mutating func reports(of runs: [HeadlessRun]) -> [RunReport] {
    let standards = runs.map { judge.standard(for: $0) }
    var reports = [RunReport?](repeating: nil, count: runs.count)
    reports.withUnsafeMutableBufferPointer { reports in
      nonisolated(unsafe) let reports = reports
      parallel.forEach(count: runs.count) { index in
        reports[index] = runs[index].report(against: standards[index])
      }
    }
    return reports.compactMap { $0 }
  }
}
