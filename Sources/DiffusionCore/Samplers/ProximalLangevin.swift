/// Langevin for e^{−f−g}: a noisy gradient step on f, then the proximal map of g.
public struct ProximalLangevin: Sampler {
  public static let card = MethodCard(
    name: "proximal-langevin",
    title: "proximal Langevin",
    detail: "forward–backward",
    idea: "For densities with kinks, where the score jumps: a Langevin step for the smooth part "
      + "f, then the proximal map of the rest g, which pulls towards the kink without "
      + "overshooting.",
    family: .langevin,
    rule: [
      "target ∝ e^{−f(x) − g(x)},  g with kinks", "y = x − τ ∇f(x) + √(2τ) z",
      "x ← prox_{λ g}(y),  λ = τ", "prox_{λ g}(y) = argmin_v g(v) + |v − y|²/(2λ)",
    ],
    symbols: [
      .init("f", "the smooth part of −log p"),
      .init("g", "the part of −log p with kinks"),
      .init("v", "where the minimum is looked for"),
    ],
    source: "lecture notes S2 (erratum E22); methods.md §7",
    law: "the target as τ → 0; for τ > 0 with a lump of mass on the kinks of g",
    failure:
      "a share of particles exactly on the kink (g = 2 |x₁ − x₂|: 0.34, 0.10, 0.03 at τ "
      + "= 0.1, 0.02, 0.005), where a density has none; λ ≠ τ, as printed, weighs g "
      + "wrongly",
    needs: [.composite],
    defaultLevels: 500,
    scoreEvaluations: 0)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive, default: "0.02",
      "step size τ", stepOf: "x − τ ∇f + √(2τ) z"),
    Knob<Self>(
      "lambda", symbol: "λ", \.lambda, in: .positive, default: "τ",
      "parameter λ of the proximal map; anything but τ is a wrong law"),
  ]

  public var tau = 0.02
  /// Follows τ until it is set.
  public var lambda: Double {
    get { chosenLambda ?? tau }
    set { chosenLambda = newValue }
  }
  private var chosenLambda: Double?
  private let target: PenalizedGaussian

  public init(for scene: MethodScene) { target = PenalizedGaussian(of: scene.density) }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let (target, tau, lambda) = (target, tau, lambda)
    let spread = (2 * tau).squareRoot()
    cloud.updateBlocks(context.parallel) { block in
      block.drawNoise(context.noise)
      for i in block.x.indices {
        let x = block[i]
        let moved = x - tau * target.fidelityGradient(at: x) + spread * block.noise(i)
        block[i] = target.penaltyProx(moved, lambda)
      }
    }
    return StepReport(scoreEvaluations: 0)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    target.readings(of: cloud)
  }
}
