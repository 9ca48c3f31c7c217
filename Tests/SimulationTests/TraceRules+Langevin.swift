import DiffusionCore
import Glibc

extension TraceRules {
  private static let tau = #", "tau": 0.05"#

  /// Chains at a fixed target; methods.md §7, §13.
  static let langevin: [TraceRule] = [
    TraceRule(name: "langevin", settings: tau) { $0.langevin(0.05) },
    TraceRule(name: "langevin-bound", settings: tau) { $0.langevin(0.05) },
    TraceRule(name: "gradient-descent", settings: tau) { $0.x + 0.05 * $0.score(at: .clean) },
    TraceRule(name: "noisy-gradient-descent", settings: #", "epsilon": 0.08, "c": 0.75"#) {
      $0.x + 0.08 * 0.75 * $0.score(at: .clean) + 0.08.squareRoot() * $0.z
    },
    TraceRule(name: "preconditioned-langevin", settings: tau) { step in
      let a = constantPreconditioner
      return step.x + 0.05 * (a * step.score(at: .clean)) + 0.1.squareRoot() * (a.root * step.z)
    },
    // A(x) reaches a thousand times the constant one, and its differences divide by 1e-3 s_min.
    TraceRule(
      name: "preconditioned-langevin", settings: #", "tau": 0.002, "position": 1"#,
      tolerance: 1e-3
    ) { step in
      let a = localPreconditioner(step.x)
      let h = 1e-3 * TraceMixture.data.smallestVariance.squareRoot()
      let across =
        localPreconditioner(step.x + Vector(h, 0)) - localPreconditioner(step.x - Vector(h, 0))
      let up =
        localPreconditioner(step.x + Vector(0, h)) - localPreconditioner(step.x - Vector(0, h))
      let gamma = 1 / (2 * h) * Vector(across.xx + up.xy, across.xy + up.yy)
      return step.x + 0.002 * (a * step.score(at: .clean) + gamma)
        + 0.004.squareRoot() * (a.root * step.z)
    },
    TraceRule(name: "metropolis", settings: #", "delta": 0.7"#) { step in
      let w = step.x + 0.7 * step.z
      return log(step.u) < step.logDensity(w) - step.logDensity(step.x) ? w : step.x
    },
    TraceRule(name: "hastings", settings: #", "rho": 2"#) { step in
      let w = 2 * step.z
      let ratio =
        step.logDensity(w) - step.logDensity(step.x) + (w.dot(w) - step.x.dot(step.x)) / 8
      return log(step.u) < ratio ? w : step.x
    },
    TraceRule(name: "mala", settings: tau) { step in
      let w = step.langevin(0.05)
      let forth = w - step.x - 0.05 * step.score(at: .clean)
      let back = step.x - w - 0.05 * step.score(at: .clean, w)
      let ratio =
        step.logDensity(w) - step.logDensity(step.x) + (forth.dot(forth) - back.dot(back)) / 0.2
      return log(step.u) < ratio ? w : step.x
    },
    TraceRule(name: "proximal-langevin", settings: tau, data: totalVariation) { step in
      differenceProx(step.x - 0.05 * (step.x - Vector(1, -1)) + 0.1.squareRoot() * step.z, 0.1)
    },
    TraceRule(name: "proximal-langevin", settings: tau + #", "lambda": 0.1"#, data: sparse) {
      step in
      let moved = step.x - 0.05 / 0.64 * (step.x - Vector(1, 0.5)) + 0.1.squareRoot() * step.z
      return Vector(soft(moved.x, 0.15), soft(moved.y, 0.15))
    },
    TraceRule(name: "myula", settings: tau + #", "lambda": 0.08"#, data: totalVariation) { step in
      step.x - 0.05 * (step.x - Vector(1, -1))
        - 0.05 / 0.08 * (step.x - differenceProx(step.x, 0.16)) + 0.1.squareRoot() * step.z
    },
    TraceRule(
      name: "primal-dual-langevin", settings: tau + #", "sigma": 4, "theta": 0.7"#,
      data: totalVariation
    ) { $0.primalDual(printed: false) },
    TraceRule(
      name: "primal-dual-langevin", settings: tau + #", "sigma": 4, "theta": 0.7, "form": 1"#,
      data: totalVariation
    ) { $0.primalDual(printed: true) },
    TraceRule(
      name: "mirror-langevin", settings: tau, data: #""simplex""#, start: fromSimplexDual
    ) { step in
      let y = step.dual { Vector(log($0.x / (1 - $0.x - $0.y)), log($0.y / (1 - $0.x - $0.y))) }
      step.memory = [y - 0.05 * (9 * fromSimplexDual(y) - Vector(2, 3)) + 0.1.squareRoot() * step.z]
      return fromSimplexDual(step.memory[0])
    },
    TraceRule(
      name: "mirror-langevin", settings: tau, data: #""quadrant""#,
      start: { Vector(exp($0.x), exp($0.y)) }
    ) { step in
      let y = step.dual { Vector(log($0.x), log($0.y)) }
      let slope = 2 * Vector(exp(y.x), exp(y.y)) - Vector(3, 3)
      step.memory = [y - 0.05 * slope + 0.1.squareRoot() * step.z]
      return Vector(exp(step.memory[0].x), exp(step.memory[0].y))
    },
    TraceRule(
      name: "mirror-langevin", settings: tau, data: #""ball""#, start: fromBallDual
    ) { step in
      let y = step.dual { 1 / (1 - $0.dot($0)).squareRoot() * $0 }
      let x = fromBallDual(y)
      let length = (1 + y.dot(y)).squareRoot()
      // ∇f = 2 κ x/(1 − |x|²) with κ = 2.
      let fall = 4 / (1 - x.dot(x)) * x
      let slope = 1 / length * (fall - x.dot(fall) * x) + 4 / (1 + y.dot(y)) * y
      step.memory = [y - 0.05 * slope + 0.1.squareRoot() * step.z]
      return fromBallDual(step.memory[0])
    },
  ]

  /// f = |x − m|²/2 with m = (1, −1), g = 2 |x₁ − x₂|.
  private static let totalVariation = #"{"type": "laplace", "penalty": "tv", "lambda": 2}"#
  /// f = |x − m|²/(2 · 0.64), g = 1.5 |x|₁.
  private static let sparse =
    #"{"type": "laplace", "penalty": "l1", "lambda": 1.5, "mean": [1, 0.5], "sigma": 0.8}"#

  private static func soft(_ v: Double, _ t: Double) -> Double {
    copysign(max(abs(v) - t, 0), v)
  }

  /// The proximal map of t |x₁ − x₂|.
  private static func differenceProx(_ x: Vector, _ t: Double) -> Vector {
    let d = x.x - x.y
    let c = (soft(d, 2 * t) - d) / 2
    return x + Vector(c, -c)
  }

  @Sendable private static func fromSimplexDual(_ y: Vector) -> Vector {
    1 / (1 + exp(y.x) + exp(y.y)) * Vector(exp(y.x), exp(y.y))
  }

  @Sendable private static func fromBallDual(_ y: Vector) -> Vector {
    1 / (1 + y.dot(y)).squareRoot() * y
  }

  /// The mean covariance of the components over its largest eigenvalue.
  private static var constantPreconditioner: SymmetricMatrix {
    let data = TraceMixture.data
    let mean = data.weights.indices.reduce(SymmetricMatrix.zero) {
      $0 + data.weights[$1] * data.covariances[$1]
    }
    let largest = (mean.trace + hypot(mean.xx - mean.yy, 2 * mean.xy)) / 2
    return 1 / largest * mean
  }

  /// |∇²f|⁻¹/s_min² with eigenvalues kept within 1e-3 L … L, L = 1/s_min².
  private static func localPreconditioner(_ x: Vector) -> SymmetricMatrix {
    let scale = 1 / TraceMixture.data.smallestVariance
    return TraceMixture.data.hessian(x)
      .function { scale / max(1e-3 * scale, min(scale, abs($0))) }
  }
}

extension TraceStep {
  /// y of the particle: remembered, or that of where it starts.
  fileprivate func dual(_ map: (Vector) -> Vector) -> Vector { memory.first ?? map(x) }

  /// methods.md §7, ULPDA with D = [1, −1], and with the noise inside the proximal map as printed.
  fileprivate mutating func primalDual(printed: Bool) -> Vector {
    let (tau, sigma, theta) = (0.05, 4.0, 0.7)
    let (u, extrapolated) = (memory.first?.x ?? 0, memory.first?.y ?? 0)
    func prox(_ v: Vector) -> Vector { 1 / (1 + tau) * (v + tau * Vector(1, -1)) }
    let moved = x - tau * extrapolated * Vector(1, -1)
    let noise = (2 * tau).squareRoot() * z
    let next = printed ? prox(moved + noise) : prox(moved) + noise
    let ahead = 2 * next - x
    let raised = max(-2, min(2, u + sigma * (ahead.x - ahead.y)))
    memory = [Vector(raised, u + theta * (raised - u))]
    return next
  }
}
