import DiffusionCore
import Glibc
import Simulation

extension TraceRules {
  private static let rows = [Vector(0.8, 0.2), Vector(0.3, 0.7)]
  private static let value = [0.3, -0.15]
  private static let observed =
    #", "observation": {"matrix": [[0.8, 0.2], [0.3, 0.7]], "value": [0.3, -0.15], "noise": 0.7}"#
  /// Five data that share a gain, measured by the scene's own seed.
  private static let unknownGain =
    #", "observation": {"matrix": [[0.8, 0.2], [0.3, 0.7]], "unknown": "gain", "count": 5, "#
    + #""truth": 1.4, "noise": 0.7}"#

  /// y = C x + v is given; methods.md §10.
  static let inverse: [TraceRule] = [
    TraceRule(name: "posterior-reverse-sde", more: observed) { step in
      let posterior = TraceMixture.data.posterior(rows, value, noise: 0.7)
      let score = posterior.noised(step.from.signal, step.from.noise).score(step.x)
      return step.x + step.h * (step.x + 2 * score) + (2 * step.h).squareRoot() * step.z
    },
    TraceRule(name: "map-ascent", settings: #", "lambda": 0.05, "sigma0": 0.4"#, more: observed) {
      step in
      let likelihood = 1 / 0.49 * transposed(rows, residual(rows, value, step.x))
      let prior = 1 / 0.16 * (step.denoised(step.x, 0.4) - step.x)
      return step.x + 0.05 * (likelihood + prior)
    },
    TraceRule(
      name: "red", settings: #", "mu": 0.2, "lambda": 1.7, "sigma": 0.5"#, more: observed
    ) { step in
      let misfit = -1 * transposed(rows, residual(rows, value, step.x))
      return step.x - 0.2 * (misfit + 1.7 * (step.x - step.denoised(step.x, 0.5)))
    },
    TraceRule(name: "pnp", settings: #", "growth": 2, "betaMax": 1.5"#, more: observed) { step in
      let beta = min(0.5 * pow(2, Double(step.index)), 1.5)
      let normal = gram(rows) + SymmetricMatrix(diagonal: 2 * beta)
      let fit = normal.inverse * (transposed(rows, value) + 2 * beta * step.x)
      return step.denoised(fit, 0.7 / (2 * beta).squareRoot())
    },
    TraceRule(
      name: "gpnp", settings: #", "beta": 0.3, "r": 1.3, "alpha": 1.1"#, more: observed
    ) { step in
      let sigma = step.to.noise
      let gamma = 0.3.squareRoot() * sigma
      if step.index % 2 == 0 {
        let share = 1.3 * 0.3
        return (1 - share) * step.x + share * step.denoised(step.x, 1.1 * sigma) + gamma * step.z
      }
      return fit(rows, value, step.x, gamma).mean + gamma * step.z
    },
    TraceRule(name: "split-gibbs", more: observed) { step in
      let gamma = step.to.noise
      if step.index % 2 == 0 {
        return TraceMixture.data.posterior(at: step.x, 1, gamma).draw(step.u, step.z)
      }
      let fit = fit(rows, value, step.x, gamma)
      return fit.mean + fit.covariance.root * step.z
    },
    TraceRule(name: "gpnp-em", settings: #", "beta": 0.3, "phi": 0.8"#, more: unknownGain) {
      step in
      let sigma = step.to.noise
      let gamma = 0.3.squareRoot() * sigma
      if step.index % 2 == 0 {
        return 0.7 * step.x + 0.3 * step.denoised(step.x, sigma) + gamma * step.z
      }
      let measured = step.scene.observation?.measurements ?? []
      // The M-step after the last F1: the gain that explains the measurements best.
      if step.memory.isEmpty { step.memory = [Vector(0.8, 0)] }
      let phi = step.memory[0].x
      let mean = fit(
        rows.map { phi * $0 }, measured[step.particle % measured.count], step.x, gamma
      ).mean
      step.memory = [Vector(bestGain(step.trace[step.index + 1], measured), 0)]
      return mean + gamma * step.z
    },
  ]

  private static func transposed(_ rows: [Vector], _ v: [Double]) -> Vector {
    zip(rows, v).reduce(.zero) { $0 + $1.1 * $1.0 }
  }

  private static func residual(_ rows: [Vector], _ y: [Double], _ x: Vector) -> [Double] {
    zip(rows, y).map { $1 - $0.dot(x) }
  }

  private static func gram(_ rows: [Vector]) -> SymmetricMatrix {
    rows.reduce(.zero) { $0 + SymmetricMatrix(outer: $1) }
  }

  /// F1: mean Q (Cᵀy/s_y² + v/γ²) and covariance Q.
  private static func fit(
    _ rows: [Vector], _ y: [Double], _ v: Vector, _ gamma: Double
  ) -> (mean: Vector, covariance: SymmetricMatrix) {
    let precision = 1 / 0.49 * gram(rows) + SymmetricMatrix(diagonal: 1 / (gamma * gamma))
    let pull = 1 / 0.49 * transposed(rows, y) + 1 / (gamma * gamma) * v
    return (precision.inverse * pull, precision.inverse)
  }

  /// Σ y·C₀x/Σ|C₀x|², particle i explaining measurement i modulo their number.
  private static func bestGain(_ cloud: Cloud, _ measured: [[Double]]) -> Double {
    var (match, size) = (0.0, 0.0)
    for i in 0..<cloud.count {
      let made = rows.map { $0.dot(cloud[i]) }
      match += zip(made, measured[i % measured.count]).reduce(0) { $0 + $1.0 * $1.1 }
      size += made.reduce(0) { $0 + $1 * $1 }
    }
    return match / size
  }
}
