/// The Moreau–Yosida unadjusted Langevin algorithm: g made smooth, then plain Langevin.
public struct MYULA: Sampler {
  public static let card = MethodCard(
    name: "myula",
    title: "Moreau–Yosida Langevin",
    detail: "MYULA",
    idea: "Replaces the part with kinks by a smooth one close below it, whose gradient is known "
      + "through the proximal map, and runs plain Langevin on the result.",
    family: .langevin,
    rule: [
      "target ∝ e^{−f(x) − g(x)},  g with kinks", "g_λ(x) = min_v g(v) + |v − x|²/(2λ)",
      "∇g_λ(x) = (x − prox_{λ g}(x))/λ", "x ← x − τ ∇f(x) − τ ∇g_λ(x) + √(2τ) z",
    ],
    symbols: [
      .init("f", "the smooth part of −log p"),
      .init("g", "the part of −log p with kinks"),
      .init("v", "where the minimum is looked for"),
    ],
    source: "Durmus, Moulines & Pereyra 2018; methods.md §7",
    law: "e^{−f−g_λ} within O(τ): the target as λ and τ → 0",
    failure:
      "too wide across the kink (g = 2 |x₁ − x₂|: variance 0.65, 0.47, 0.44 at τ = λ = "
      + "0.1, 0.02, 0.005; exact 0.431), but no lump on it; unstable for τ > 2/(1/s² + "
      + "1/λ), s the deviation of f alone",
    needs: [.composite],
    defaultLevels: 500,
    scoreEvaluations: 0)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive, default: "0.02",
      "step size τ", stepOf: "x − τ ∇f − τ ∇g_λ + √(2τ) z"),
    Knob<Self>(
      "lambda", symbol: "λ", \.lambda, in: .positive, default: "τ",
      "how far g is smoothed: λ of its envelope g_λ"),
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
        let envelope = (x - target.penaltyProx(x, lambda)) / lambda
        block[i] =
          x - tau * target.fidelityGradient(at: x) - tau * envelope + spread * block.noise(i)
      }
    }
    return StepReport(scoreEvaluations: 0)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    target.readings(of: cloud)
  }
}
