import DiffusionCore
import Glibc

extension TraceRules {
  /// Down a ladder of noise, of shares of it, or of measurements; methods.md §8, §11.
  static let annealed: [TraceRule] = [
    TraceRule(name: "annealed-langevin", settings: #", "K": 2, "c": 0.2"#) {
      $0.langevin(0.2 * $0.to.noise * $0.to.noise)
    },
    TraceRule(name: "annealed-langevin", settings: #", "K": 1, "tau": 0.03"#) {
      $0.langevin(0.03)
    },
    TraceRule(name: "linear-annealed-langevin", settings: #", "epsilon0": 0.3"#) {
      $0.langevin(0.3 * $0.to.noise / 3)
    },
    TraceRule(name: "ncsn", settings: #", "K": 2, "epsilon": 0.004"#) {
      $0.langevin(0.5 * 0.004 * $0.to.noise * $0.to.noise / 0.01)
    },
    TraceRule(name: "denoising-langevin") { $0.langevin($0.to.noise * $0.to.noise) },
    TraceRule(name: "single-step-annealed", settings: #", "epsilon1": 0.3"#) {
      $0.langevin(0.15 * $0.to.noise * $0.to.noise)
    },
    TraceRule(
      name: "alpha-annealed-langevin", settings: #", "K": 1, "c": 0.1"#, levels: shares
    ) { step in
      step.isLast ? 1 / 0.95 * step.x : step.mixing(1 - shares[step.index], shares[step.index])
    },
    TraceRule(
      name: "alpha-annealed-langevin", settings: #", "K": 2, "c": 0.1, "energy": 1"#,
      levels: shares
    ) { step in
      guard !step.isLast else { return 1 / 0.95.squareRoot() * step.x }
      let alpha = shares[step.index / 2]
      return step.mixing((1 - alpha).squareRoot(), alpha.squareRoot())
    },
    TraceRule(
      name: "sequential-denoising", settings: #", "K": 2, "c": 0.2, "sigma": 2"#,
      levels: [5, 4, 3, 2, 1]
    ) { $0.sequential() },
    TraceRule(name: "multimeasurement", settings: #", "sigma": 2"#, levels: [5, 4, 3, 2, 1]) {
      step in
      // The mean of so many measurements is given, at noise σ/√count.
      let count = Double(step.index + 1)
      guard !step.isLast else { return step.denoised(step.x, 2 / count.squareRoot()) }
      if step.memory.isEmpty { step.memory = [step.x] }
      let next = TraceMixture.data.posterior(at: step.x, 1, 2 / count.squareRoot())
        .draw(step.u, step.z, blur: 2)
      step.memory[0] += next
      return 1 / (count + 1) * step.memory[0]
    },
  ]

  private static let shares = [1, 0.6, 0.2, 0.05]
}

extension TraceStep {
  /// Langevin on the law of a x₀ + b n with τ = c (a² s_min² + b²), c = 0.1.
  fileprivate func mixing(_ a: Double, _ b: Double) -> Vector {
    let tau = 0.1 * (a * a * TraceMixture.data.smallestVariance + b * b)
    return x + tau * TraceMixture.data.noised(a, b).score(x) + (2 * tau).squareRoot() * z
  }

  /// §11 with σ = 2, K = 2 and τ = 0.2 σ²; the memory is the measurement that is being drawn and the
  /// sum of those before it.
  fileprivate mutating func sequential() -> Vector {
    // Ten steps for the first measurement, then one to start the next and two to draw it.
    let count = Double(index < 10 ? 1 : 2 + (index - 10) / 3)
    let isFresh = index >= 10 && (index - 10) % 3 == 0
    if memory.isEmpty { memory = [x, .zero] }
    func clean(_ count: Double) -> Vector {
      denoised(1 / count * (memory[0] + memory[1]), 2 / count.squareRoot())
    }
    if isLast { return clean(count - 1) }
    if isFresh {
      let start = clean(count - 1) + 2 * z
      memory = [start, memory[0] + memory[1]]
    } else {
      let pull = clean(count) - memory[0]
      memory[0] += 0.2 * pull + (2 * 0.2 * 4).squareRoot() * z
    }
    return 1 / count * (memory[0] + memory[1])
  }
}
