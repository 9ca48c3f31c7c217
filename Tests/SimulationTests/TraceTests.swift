import DiffusionCore
import Glibc
import Simulation
import Testing

/// Each step of a trace against the rule as it is printed, in Float64 by libm and with a score of the
/// test's own: what other software that follows the rule would get.
@Suite struct TraceTests {
  private static let rules =
    TraceRules.diffusion + TraceRules.langevin + TraceRules.annealed + TraceRules.inverse
    + TraceRules.relatives

  @Test func `every method has a rule`() {
    #expect(Set(Self.rules.map { $0.name }) == Set(samplerCatalog.map { $0.card.name }))
  }

  @Test(arguments: rules.indices)
  func `a trace follows the printed rule to the rounding of Float`(index: Int) throws {
    let rule = Self.rules[index]
    let scene = try rule.scene()
    let count = 500
    let course = try scene.course(of: scene.programme[0])
    let noise = course.stops.indices.map {
      NoiseStream(seed: 3, stream: UInt64($0)).normals(count: count)
    }
    let uniforms = course.stops.indices.map {
      NoiseStream(seed: 4, stream: UInt64($0)).uniforms(count: count)
    }
    var start = NoiseStream(seed: 5, stream: 0).normals(count: count)
    for particle in 0..<count { start[particle] = rule.start(start[particle]) }
    let trace = MethodTrace(
      course: course, density: scene.density, start: start, noise: noise, uniforms: uniforms,
      steps: course.steps, score: ExactScore(density: scene.density),
      parallel: Parallel(threads: 1))
    var worst = 0.0
    var undecided = 0
    for particle in 0..<count {
      var memory: [Vector] = []
      for step in 0..<course.steps {
        var plain = TraceStep(
          index: step, particle: particle, trace: trace.states, scene: scene,
          stops: course.stops, z: noise[step][particle], u: Double(uniforms[step][particle]))
        plain.memory = memory
        let wanted = rule.step(&plain)
        memory = plain.memory
        let found = trace.states[step + 1][particle]
        let error = (found - wanted).length / max(1, wanted.length)
        // A choice that Float64 makes within Float's rounding of the densities may differ.
        if !(error < 1e-3), course.card.needs.contains(.uniforms) {
          undecided += 1
        } else {
          worst = max(worst, error.isNaN ? .infinity : error)
        }
      }
    }
    #expect(course.steps >= 3)
    #expect(worst < rule.tolerance, "\(rule.name)\(rule.settings): \(worst)")
    #expect(undecided <= 1, "\(rule.name)")
  }
}

/// A method's step in Float64, and a scene to take it in.
struct TraceRule: Sendable {
  var name: String
  /// Members of the method's object after its type: `, "tau": 0.05`.
  var settings = ""
  var data = TraceMixture.data.json
  /// Members of the scene after its data.
  var more = ""
  var levels = [3, 1.2, 0.5, 0.1]
  /// Where a normal point starts.
  var start: @Sendable (Vector) -> Vector = { $0 }
  /// Of the larger of 1 and the point's length: some tens of roundings of 6e-8, enlarged by scores of
  /// some tens.
  var tolerance = 2e-5
  var step: @Sendable (inout TraceStep) -> Vector

  func scene() throws -> Scene {
    let text = """
      {"data": \(data)\(more), "method": {"type": "\(name)"\(settings)}, "score": "exact", \
      "schedule": {"type": "list", "values": \(levels)}}
      """
    return try SceneFile.read(Array(text.utf8), path: "trace.json")
  }
}

enum TraceRules {}

/// What a rule may use of a step, all in Float64.
struct TraceStep {
  /// The step, counted from 0.
  var index: Int
  var particle: Int
  /// The clouds before and after every step.
  var trace: [Cloud]
  var scene: Scene
  var stops: [NoiseLevel]
  var z: Vector
  var u: Double
  /// What the rule keeps of the particle until the next step; empty before the first.
  var memory: [Vector] = []

  var x: Vector { trace[index][particle] }
  var from: NoiseLevel { stops[index] }
  var to: NoiseLevel { stops[index + 1] }
  var steps: Int { stops.count - 1 }
  var isLast: Bool { index == steps - 1 }

  /// t − t′ of OU, whichever way.
  var h: Double { abs(from.time - to.time) }
  /// σ² − σ′².
  var drop: Double { from.noise * from.noise - to.noise * to.noise }

  func score(at level: NoiseLevel, _ x: Vector? = nil) -> Vector {
    TraceMixture.data.noised(level.signal, level.noise).score(x ?? self.x)
  }

  func logDensity(_ x: Vector) -> Double { TraceMixture.data.logDensity(x) }

  /// E[x₀ | x] at additive noise σ: x + σ² s.
  func denoised(_ x: Vector, _ sigma: Double) -> Vector {
    x + sigma * sigma * TraceMixture.data.noised(1, sigma).score(x)
  }

  func langevin(_ tau: Double) -> Vector {
    x + tau * score(at: to) + (2 * tau).squareRoot() * z
  }

  /// Euler–Maruyama of the reverse OU process.
  var reverse: Vector { x + h * (x + 2 * score(at: from)) + (2 * h).squareRoot() * z }

  /// The exact noising of OU.
  var noising: Vector { exp(-h) * x + (1 - exp(-2 * h)).squareRoot() * z }
}
