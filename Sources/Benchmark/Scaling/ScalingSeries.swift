package import DiffusionCore
import Simulation

/// One kind of work at several sizes, whose cost should grow as the size does.
package struct ScalingSeries: Sendable {
  package var name: String
  /// What is done, in words.
  package var work: String
  /// What grows, in the plural.
  package var variable: String
  package var sizes: [Int]
  /// What the cost is divided by besides the size, and the name of what is left.
  package var unitsForSize: Double
  package var unit: String
  /// One call at a size.
  package var prepare: @Sendable (_ size: Int, Parallel) throws -> () -> Void
}

/// Every series, in the order of the table.
package let scalingCatalog: [ScalingSeries] =
  ScaledWork.all.map { .particles($0) } + [.components(isRound: true), .components(isRound: false)]
  + ScaledWork.all.map { .steps($0) }

/// What moves the particles.
private struct ScaledWork: Sendable {
  var name: String
  var words: String
  var method: String
  var score: ScoreKind

  static let all = [
    ScaledWork(name: "ou", words: "forward OU", method: ForwardOU.card.name, score: .exact),
    ScaledWork(
      name: "exact", words: "exact score", method: ReverseSDE.card.name, score: .exact),
    ScaledWork(
      name: "learned", words: "learned score", method: ReverseSDE.card.name, score: .learned),
  ]

  func prepare(
    _ data: JSON, particles: Int, steps: Int, _ parallel: Parallel
  ) throws -> () -> Void {
    let scene = try BenchmarkScene.scene(data, score: score)
    var work = try CourseWork(
      scene, method: method, steps: steps, count: particles, parallel: parallel)
    return { work.run() }
  }
}

extension ScalingSeries {
  fileprivate static func particles(_ work: ScaledWork) -> ScalingSeries {
    let steps = 4
    return ScalingSeries(
      name: "particles-\(work.name)", work: work.words, variable: "particles",
      sizes: doubling(from: 10_000, count: 7), unitsForSize: Double(steps),
      unit: "ns a particle-step"
    ) { size, parallel in
      try work.prepare(BenchmarkScene.ring, particles: size, steps: steps, parallel)
    }
  }

  fileprivate static func steps(_ work: ScaledWork) -> ScalingSeries {
    let particles = 10_000
    return ScalingSeries(
      name: "steps-\(work.name)", work: work.words, variable: "steps",
      sizes: doubling(from: 10, count: 5), unitsForSize: Double(particles),
      unit: "ns a particle-step"
    ) { size, parallel in
      try work.prepare(BenchmarkScene.ring, particles: particles, steps: size, parallel)
    }
  }

  fileprivate static func components(isRound: Bool) -> ScalingSeries {
    let (particles, steps) = (20_000, 4)
    return ScalingSeries(
      name: "components-\(isRound ? "round" : "full")",
      work: "exact score, \(isRound ? "round" : "full") covariances", variable: "components",
      sizes: doubling(from: 2, count: 6), unitsForSize: Double(particles * steps),
      unit: "ns a particle-step and component"
    ) { size, parallel in
      try ScaledWork.all[1].prepare(
        BenchmarkScene.circle(size, isRound: isRound), particles: particles, steps: steps,
        parallel)
    }
  }

  private static func doubling(from first: Int, count: Int) -> [Int] {
    (0..<count).map { first << $0 }
  }
}
