import DiffusionCore
import Glibc
import Simulation
import Testing

/// Each step of a trace against the rule as it is printed, in Float64 by libm and with a score of the
/// test's own: what other software that follows the rule would get.
@Suite struct TraceTests {
  /// One step of a rule for one particle.
  typealias Rule = @Sendable (PlainStep) -> Vector

  /// Rules by method; the settings are those that `settings(of:)` gives.
  private static let rules: [(name: String, rule: Rule)] = [
    (
      "reverse-sde",
      { $0.x + $0.h * ($0.x + 2 * $0.score(at: $0.from)) + (2 * $0.h).squareRoot() * $0.z }
    ),
    (
      "exponential-integrator",
      {
        exp($0.h) * $0.x + 2 * (exp($0.h) - 1) * $0.score(at: $0.from)
          + (exp(2 * $0.h) - 1).squareRoot() * $0.z
      }
    ),
    (
      "ancestral",
      { step in
        let (ah, bh2) = (exp(-step.h), 1 - exp(-2 * step.h))
        let (b2, c2) = (step.from.noise * step.from.noise, step.to.noise * step.to.noise)
        return ah * c2 / b2 * step.x + step.to.signal * bh2 / b2 * step.denoised
          + (c2 * bh2 / b2).squareRoot() * step.z
      }
    ),
    ("probability-flow", { $0.x + $0.h * ($0.x + $0.score(at: $0.from)) }),
    (
      "probability-flow-heun",
      { step in
        let first = step.x + step.score(at: step.from)
        var middle = step
        middle.x = step.x + step.h * first
        return step.x + step.h / 2 * (first + middle.x + middle.score(at: step.to))
      }
    ),
    (
      "probability-flow-exponential",
      { exp($0.h) * $0.x + (exp($0.h) - 1) * $0.score(at: $0.from) }
    ),
    (
      "ddim",
      { step in
        step.to.signal * step.denoised - step.to.noise * step.from.noise
          * step.score(at: step.from)
      }
    ),
    (
      "ve-reverse-diffusion",
      { $0.x + $0.drop * $0.score(at: $0.from) + $0.drop.squareRoot() * $0.z }
    ),
    (
      "ve-ancestral",
      {
        $0.x + $0.drop * $0.score(at: $0.from) + $0.to.noise / $0.from.noise
          * $0.drop.squareRoot() * $0.z
      }
    ),
    ("langevin", { $0.langevin(0.05) }),
    ("gradient-descent", { $0.x + 0.05 * $0.score(at: .clean) }),
    (
      "noisy-gradient-descent",
      { $0.x + 0.08 * 0.75 * $0.score(at: .clean) + 0.08.squareRoot() * $0.z }
    ),
    (
      "metropolis",
      { step in
        let w = step.x + 0.7 * step.z
        return log(step.u) < step.logDensity(w) - step.logDensity(step.x) ? w : step.x
      }
    ),
    (
      "hastings",
      { step in
        let w = 2 * step.z
        let ratio =
          step.logDensity(w) - step.logDensity(step.x) + (w.dot(w) - step.x.dot(step.x)) / 8
        return log(step.u) < ratio ? w : step.x
      }
    ),
    (
      "mala",
      { step in
        let w = step.langevin(0.05)
        var back = step
        back.x = w
        let forth = w - step.x - 0.05 * step.score(at: .clean)
        let backward = step.x - w - 0.05 * back.score(at: .clean)
        let ratio =
          step.logDensity(w) - step.logDensity(step.x)
          + (forth.dot(forth) - backward.dot(backward)) / 0.2
        return log(step.u) < ratio ? w : step.x
      }
    ),
    ("annealed-langevin", { $0.langevin(0.2 * $0.to.noise * $0.to.noise) }),
    ("linear-annealed-langevin", { $0.langevin(0.3 * $0.to.noise / 3) }),
    ("ncsn", { $0.langevin(0.5 * 0.004 * $0.to.noise * $0.to.noise / 0.01) }),
    ("denoising-langevin", { $0.langevin($0.to.noise * $0.to.noise) }),
    ("single-step-annealed", { $0.langevin(0.15 * $0.to.noise * $0.to.noise) }),
  ]

  private static let settings: [String: String] = [
    "langevin": #", "tau": 0.05"#, "gradient-descent": #", "tau": 0.05"#, "mala": #", "tau": 0.05"#,
    "noisy-gradient-descent": #", "epsilon": 0.08, "c": 0.75"#, "metropolis": #", "delta": 0.7"#,
    "hastings": #", "rho": 2"#, "annealed-langevin": #", "K": 1, "c": 0.2"#,
    "linear-annealed-langevin": #", "epsilon0": 0.3"#, "ncsn": #", "K": 1, "epsilon": 0.004"#,
    "single-step-annealed": #", "epsilon1": 0.3"#,
  ]

  @Test(arguments: rules.indices)
  func `a trace follows the printed rule to the rounding of Float`(index: Int) throws {
    let (name, rule) = Self.rules[index]
    let scene = try PlainMixture.scene(method: name, settings: Self.settings[name] ?? "")
    let count = 500
    let course = try scene.course(of: scene.programme[0], steps: 3)
    let noise = (0..<3).map {
      NoiseStream(seed: 3, stream: UInt64($0)).normals(count: count)
    }
    let uniforms = (0..<3).map {
      NoiseStream(seed: 4, stream: UInt64($0)).uniforms(count: count)
    }
    let start = NoiseStream(seed: 5, stream: 0).normals(count: count)
    let trace = MethodTrace(
      course: course, density: scene.density, start: start, noise: noise, uniforms: uniforms,
      steps: 3, score: ExactScore(density: scene.density), parallel: Parallel(threads: 1))
    var worst = 0.0
    var undecided = 0
    for step in 0..<3 {
      for particle in 0..<count {
        let wanted = rule(
          PlainStep(
            x: trace.states[step][particle], z: noise[step][particle],
            u: Double(uniforms[step][particle]), from: course.stops[step],
            to: course.stops[step + 1]))
        let error = (trace.states[step + 1][particle] - wanted).length / max(1, wanted.length)
        // An acceptance that Float64 decides within Float's rounding of the densities may differ.
        if error > 1e-3, course.card.needs.contains(.uniforms) {
          undecided += 1
        } else {
          worst = max(worst, error)
        }
      }
    }
    // Some tens of roundings of 6e-8, enlarged by scores of some tens.
    #expect(worst < 2e-5, "\(name): \(worst)")
    #expect(undecided <= 1, "\(name)")
  }
}

/// What a rule may use, all in Float64.
struct PlainStep {
  var x: Vector
  var z: Vector
  var u: Double
  var from: NoiseLevel
  var to: NoiseLevel

  /// t − t′ of OU.
  var h: Double { from.time - to.time }
  /// σ² − σ′².
  var drop: Double { from.noise * from.noise - to.noise * to.noise }

  func score(at level: NoiseLevel) -> Vector { PlainMixture.score(x, level) }
  func logDensity(_ x: Vector) -> Double { PlainMixture.logDensity(x) }

  /// (y + b² s)/a.
  var denoised: Vector {
    (1 / from.signal) * (x + from.noise * from.noise * score(at: from))
  }

  func langevin(_ tau: Double) -> Vector { x + tau * score(at: to) + (2 * tau).squareRoot() * z }
}

/// A mixture of three Gaussians, its density and score written out.
enum PlainMixture {
  private static let weights = [0.5, 0.3, 0.2]
  private static let means = [Vector(-1.5, 0), Vector(1, 1), Vector(0.5, -1.5)]
  private static let covariances: [(xx: Double, xy: Double, yy: Double)] = [
    (0.3, 0.2, 0.6), (0.8, -0.5, 0.5), (0.25, 0, 0.8),
  ]

  /// A scene of the mixture with a list of levels that suits the method.
  static func scene(method: String, settings: String) throws -> Scene {
    let components = zip(zip(weights, means), covariances).map { pair, s in
      """
      {"weight": \(pair.0), "mean": [\(pair.1.x), \(pair.1.y)], \
      "covariance": [[\(s.xx), \(s.xy)], [\(s.xy), \(s.yy)]]}
      """
    }
    let text = """
      {"data": {"type": "gmm", "components": [\(components.joined(separator: ", "))]}, \
      "method": {"type": "\(method)"\(settings)}, "score": "exact", \
      "schedule": {"type": "list", "values": [3, 1.2, 0.5, 0.1]}}
      """
    return try SceneFile.read(Array(text.utf8), path: "trace.json")
  }

  private static func terms(_ x: Vector, _ level: NoiseLevel) -> [(weight: Double, pull: Vector)] {
    weights.indices.map { k in
      let (a2, b2) = (level.signal * level.signal, level.noise * level.noise)
      let s = covariances[k]
      let (xx, xy, yy) = (a2 * s.xx + b2, a2 * s.xy, a2 * s.yy + b2)
      let determinant = xx * yy - xy * xy
      let d = level.signal * means[k] - x
      let pull = Vector(
        (yy * d.x - xy * d.y) / determinant, (xx * d.y - xy * d.x) / determinant)
      let density =
        weights[k] * exp(-0.5 * d.dot(pull)) / (2 * .pi * determinant.squareRoot())
      return (density, pull)
    }
  }

  static func score(_ x: Vector, _ level: NoiseLevel) -> Vector {
    let terms = terms(x, level)
    let total = terms.reduce(0) { $0 + $1.weight }
    return terms.reduce(Vector.zero) { $0 + ($1.weight / total) * $1.pull }
  }

  static func logDensity(_ x: Vector) -> Double {
    log(terms(x, .clean).reduce(0) { $0 + $1.weight })
  }
}
