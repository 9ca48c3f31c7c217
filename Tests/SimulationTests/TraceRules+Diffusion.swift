import DiffusionCore
import Glibc

extension TraceRules {
  /// Noising, the reverse process and the probability flow; methods.md §3–§6, §13.
  static let diffusion: [TraceRule] = [
    TraceRule(name: "forward-ou") { $0.noising },
    TraceRule(name: "forward-ou-euler") { (1 - $0.h) * $0.x + (2 * $0.h).squareRoot() * $0.z },
    TraceRule(name: "reverse-sde") { $0.reverse },
    TraceRule(name: "reverse-sde", settings: #", "lambda": 0.5"#) {
      $0.x + $0.h * ($0.x + 1.25 * $0.score(at: $0.from)) + 0.5 * (2 * $0.h).squareRoot() * $0.z
    },
    TraceRule(name: "exponential-integrator") {
      exp($0.h) * $0.x + 2 * (exp($0.h) - 1) * $0.score(at: $0.from)
        + (exp(2 * $0.h) - 1).squareRoot() * $0.z
    },
    TraceRule(name: "ancestral") { step in
      let (ah, bh2) = (exp(-step.h), 1 - exp(-2 * step.h))
      let (b2, c2) = (step.from.noise * step.from.noise, step.to.noise * step.to.noise)
      return ah * c2 / b2 * step.x + step.to.signal * bh2 / b2 * step.clean
        + (c2 * bh2 / b2).squareRoot() * step.z
    },
    TraceRule(name: "exact-kernel") { step in
      TraceMixture.data.noised(step.to.signal, step.to.noise)
        .posterior(at: step.x, exp(-step.h), (1 - exp(-2 * step.h)).squareRoot())
        .draw(step.u, step.z)
    },
    TraceRule(name: "ve-reverse-diffusion") {
      $0.x + $0.drop * $0.score(at: $0.from) + $0.drop.squareRoot() * $0.z
    },
    TraceRule(name: "ve-ancestral") {
      $0.x + $0.drop * $0.score(at: $0.from) + $0.to.noise / $0.from.noise
        * $0.drop.squareRoot() * $0.z
    },
    TraceRule(name: "predictor-corrector", settings: #", "snr": 0.2, "n_c": 2"#) { step in
      if step.index % 3 == 0 {
        return step.x + step.drop * step.score(at: step.from) + step.drop.squareRoot() * step.z
      }
      let sigma = step.to.noise
      return step.langevin(2 * 0.04 * (TraceMixture.data.smallestVariance + sigma * sigma))
    },
    TraceRule(name: "error-decomposition") { step in
      // Eight substeps with the score of their first.
      if step.index % 8 == 0 { step.memory = [step.score(at: step.from)] }
      return exp(step.h) * step.x + 2 * (exp(step.h) - 1) * step.memory[0]
        + (exp(2 * step.h) - 1).squareRoot() * step.z
    },
    TraceRule(name: "probability-flow") { $0.x + $0.h * ($0.x + $0.score(at: $0.from)) },
    TraceRule(name: "probability-flow-heun") { step in
      let first = step.x + step.score(at: step.from)
      let middle = step.x + step.h * first
      return step.x + step.h / 2 * (first + middle + step.score(at: step.to, middle))
    },
    TraceRule(name: "probability-flow-exponential") {
      exp($0.h) * $0.x + (exp($0.h) - 1) * $0.score(at: $0.from)
    },
    TraceRule(name: "ddim") { step in
      step.to.signal * step.clean - step.to.noise * step.from.noise * step.score(at: step.from)
    },
    TraceRule(name: "flow-likelihood", levels: [0.6, 0.45, 0.3, 0.2, 0.1]) { step in
      let (h, t) = (step.h, step.from.time)
      func velocity(_ x: Vector, _ t: Double) -> Vector {
        -x - TraceMixture.data.noised(exp(-t), (1 - exp(-2 * t)).squareRoot()).score(x)
      }
      let k1 = velocity(step.x, t)
      let k2 = velocity(step.x + h / 2 * k1, t + h / 2)
      let k3 = velocity(step.x + h / 2 * k2, t + h / 2)
      let k4 = velocity(step.x + h * k3, t + h)
      return step.x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    },
  ]
}

extension TraceStep {
  /// (y + b² s)/a.
  fileprivate var clean: Vector {
    (1 / from.signal) * (x + from.noise * from.noise * score(at: from))
  }
}
