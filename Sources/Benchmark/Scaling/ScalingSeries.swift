import DiffusionCore
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
  /// One call at a size, on one thread.
  package var prepare: @Sendable (_ size: Int) throws -> () -> Void

  package init(
    name: String, work: String, variable: String, sizes: [Int], unitsForSize: Double,
    unit: String, prepare: @escaping @Sendable (_ size: Int) throws -> () -> Void
  ) {
    self.name = name
    self.work = work
    self.variable = variable
    self.sizes = sizes
    self.unitsForSize = unitsForSize
    self.unit = unit
    self.prepare = prepare
  }
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
  /// Steps a call where particles are counted: so many that the way to the first one does not show.
  var steps: Int

  static let all = [
    ScaledWork(
      name: "ou", words: "forward OU", method: ForwardOU.card.name, score: .exact, steps: 20),
    ScaledWork(
      name: "exact", words: "exact score", method: ReverseSDE.card.name, score: .exact, steps: 4),
    ScaledWork(
      name: "learned", words: "learned score", method: ReverseSDE.card.name, score: .learned,
      steps: 1),
  ]

  func prepare(particles: Int, steps: Int) throws -> () -> Void {
    let scene = try BenchmarkScene.scene(BenchmarkScene.ring, score: score)
    var work = try CourseWork(
      scene, method: method, steps: steps, count: particles, parallel: .serial)
    return { work.run() }
  }
}

extension ScalingSeries {
  fileprivate static func particles(_ work: ScaledWork) -> ScalingSeries {
    ScalingSeries(
      name: "particles-\(work.name)", work: work.words, variable: "particles",
      sizes: doubling(from: 10_000, count: 7), unitsForSize: Double(work.steps),
      unit: "ns a particle-step"
    ) { try work.prepare(particles: $0, steps: work.steps) }
  }

  fileprivate static func steps(_ work: ScaledWork) -> ScalingSeries {
    let particles = 10_000
    return ScalingSeries(
      name: "steps-\(work.name)", work: work.words, variable: "steps",
      sizes: doubling(from: 10, count: 5), unitsForSize: Double(particles),
      unit: "ns a particle-step"
    ) { try work.prepare(particles: particles, steps: $0) }
  }

  /// The score alone, at a level where every component counts.
  ///
  /// The noise of a step costs as much as several components. What a particle costs besides is about
  /// one component's, so there are four at least.
  fileprivate static func components(isRound: Bool) -> ScalingSeries {
    let particles = 20_000
    return ScalingSeries(
      name: "components-\(isRound ? "round" : "full")",
      work: "exact score, \(isRound ? "round" : "full") covariances", variable: "components",
      sizes: doubling(from: 4, count: 6), unitsForSize: Double(particles),
      unit: "ns a particle and component"
    ) { size in
      let density = try BenchmarkScene.scene(BenchmarkScene.circle(size, isRound: isRound)).density
      let law = density.law(at: .additive(sigma: 1))
      let cloud = law.sample(count: particles, stream: NoiseStream(seed: 1, stream: 0))
      var score = Cloud(count: particles)
      return { law.scores(at: cloud, into: &score) }
    }
  }

  private static func doubling(from first: Int, count: Int) -> [Int] {
    (0..<count).map { first << $0 }
  }
}

extension ScoreField {
  /// The score at every particle, into memory that is there.
  fileprivate func scores(at cloud: Cloud, into result: inout Cloud) {
    cloud.x.withUnsafeBufferPointer { x in
      cloud.y.withUnsafeBufferPointer { y in
        result.x.withUnsafeMutableBufferPointer { scoreX in
          result.y.withUnsafeMutableBufferPointer { scoreY in
            scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
          }
        }
      }
    }
  }
}
