/// Langevin steps down a ladder of noise levels, the step a fixed share of the level's variance.
public struct AnnealedLangevin: Sampler {
  public static let card = MethodCard(
    name: "annealed-langevin",
    title: "annealed Langevin",
    detail: "τ ∝ σ²",
    idea: "Langevin at a ladder of noise levels: at much noise the modes overlap and their "
      + "weights are found, at little noise the shapes.",
    family: .annealed,
    rule: ["for σ₀ > … > σ_L, K times each:", "x ← x + τ s(x, σ) + √(2τ) z", "τ = c σ²"],
    source: "lecture notes S0 (variant A1); methods.md §8",
    law: "the data as the levels get close and K grows",
    failure:
      "the step must shrink with σ², as here: with one τ for all levels, as printed (knob tau), "
      + "the start is never forgotten: 0.1 s_min² leaves weights off by 0.04 on two Gaussians",
    defaultLevels: 500)

  public static let knobs = [
    Knob<Self>(
      "K", \.repeats, in: NumberRange(1, 1000), default: "5", "Langevin steps a level",
      isCount: true),
    Knob<Self>(
      "c", \.share, in: NumberRange(0, 1, includesLower: false), default: "0.1",
      "τ/σ², the step size", stepOf: "x + τ s + √(2τ) z"),
    Knob<Self>(
      "tau", symbol: "τ", \.fixedStep, in: .nonNegative, default: "0, which takes c σ²",
      "one step size τ for all levels, as printed, in place of c σ²"),
  ]

  public var repeats = 5.0
  public var share = 0.1
  /// τ at every level; 0 takes c σ².
  public var fixedStep = 0.0

  public init(for scene: MethodScene) {}

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    Self.ladder(levels, repeats: Int(repeats))
  }

  /// The first level once, then every level `repeats` times: a step ends at the level it ran at.
  static func ladder(_ levels: [NoiseLevel], repeats: Int) -> [NoiseLevel] {
    levels.prefix(1) + levels.flatMap { Array(repeating: $0, count: repeats) }
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let tau = fixedStep > 0 ? fixedStep : share * context.to.noise * context.to.noise
    cloud.affineUpdate(
      position: 1, score: tau, at: context.to, noise: (2 * tau).squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }
}
