/// The unadjusted Langevin primal–dual algorithm: Chambolle–Pock steps with noise.
///
/// It takes g by the proximal map of its conjugate g*, so that D needs no inverse. With θ = 1 the
/// extrapolated dual ū is u itself, and the rule is Chambolle and Pock's with the extrapolation of x.
public struct PrimalDualLangevin: Sampler {
  public static let card = MethodCard(
    name: "primal-dual-langevin",
    title: "primal–dual Langevin",
    detail: "ULPDA",
    idea: "Splits the kink off through a second, dual variable: both take turns, as in "
      + "primal–dual optimisation, and noise is added to one of them. A fine optimiser, but "
      + "not quite a sampler.",
    family: .langevin,
    rule: [
      "target ∝ e^{−f(x) − g(D x)},  a dual u beside each x",
      "x′ = prox_{τ f}(x − τ Dᵀū) + √(2τ) z",
      "u′ = prox_{σ g*}(u + σ D(2x′ − x)),  ū′ = u + θ (u′ − u)",
      "prox_{τ f}(y) = argmin_v f(v) + |v − y|²/(2τ)",
      "g*(u) = max_v u·v − g(v);  start u = ū = 0",
    ],
    symbols: [
      .init("f", "the smooth part of −log p"),
      .init("g", "the part of −log p with kinks"),
      .init("D", "the operator before g: the difference x₁ − x₂, or the identity"),
      .init("x′", "the particle after the step"),
      .init("ū", "the dual variable, carried on beyond u by θ"),
      .init("u", "the dual variable, one beside each particle"),
      .init("u′", "the dual variable after the step"),
      .init("g*", "the conjugate of g"),
      .init("y", "any point"),
      .init("v", "where the maximum is looked for"),
    ],
    source: "lecture notes S2 (erratum E24); Narnhofer et al. 2022; Burger et al. 2024; "
      + "methods.md §7",
    law: "a law of its own; the target only as τ → 0 with σ/τ → ∞",
    failure:
      "wrong variance (f = x²/2, g = v²/2: 0.829 at σ = τ = 0.1, 0.565 at σ = 1/τ = 10, "
      + "exact 0.5; with the noise inside, as printed, 0.467); diverges for τ σ ‖D‖² > 1",
    needs: [.composite],
    defaultLevels: 500,
    scoreEvaluations: 0)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive, default: "0.02",
      "step size τ", stepOf: "x: prox_{τ f}(…) + √(2τ) z"),
    Knob<Self>(
      "sigma", symbol: "σ", \.sigma, in: .positive, default: "1/(τ ‖D‖²)",
      "step size σ of the dual u; τ σ ‖D‖² ≤ 1, with ‖D‖² = 2 for the difference, else 1"),
    Knob<Self>(
      "theta", symbol: "θ", \.theta, in: NumberRange(0, 1), default: "1",
      "extrapolation θ of the dual; 1 takes u itself"),
    Knob<Self>(
      "form", \.form, in: NumberRange(0, 1), default: "0",
      "0: noise after the proximal map of f; 1: inside it, as printed in S2", isCount: true),
  ]

  public var tau = 0.02
  /// Follows τ until it is set.
  public var sigma: Double {
    get { chosenSigma ?? 1 / (tau * target.operatorNormSquared) }
    set { chosenSigma = newValue }
  }
  public var theta = 1.0
  public var form = 0.0
  private var chosenSigma: Double?
  private let target: PenalizedGaussian
  /// u of every particle, then ū of every particle.
  private var memory = Cloud(count: 0)
  public var memoryBytes: Int { memory.bytes }

  public init(for scene: MethodScene) { target = PenalizedGaussian(of: scene.density) }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    if memory.count != 2 * cloud.count { memory = Cloud(count: 2 * cloud.count) }
    let (target, tau, sigma, theta) = (target, tau, sigma, theta)
    let spread = (2 * tau).squareRoot()
    let isInside = form >= 0.5
    cloud.updateBlocks(context.parallel, with: &memory) { block, memory in
      block.drawNoise(context.noise)
      for i in block.x.indices {
        let (x, dual, noise) = (block[i], memory[0, i], spread * block.noise(i))
        let pulled = x - tau * target.transposed(memory[1, i])
        let next =
          isInside
          ? target.fidelityProx(pulled + noise, tau) : target.fidelityProx(pulled, tau) + noise
        let raised = dual + sigma * target.penalized(2 * next - x)
        let newDual = target.conjugateProx(raised, sigma)
        memory[0, i] = newDual
        memory[1, i] = dual + theta * (newDual - dual)
        block[i] = next
      }
    }
    return StepReport(scoreEvaluations: 0)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    target.readings(of: cloud)
  }
}
