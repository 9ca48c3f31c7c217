/// `laplace`: a Gaussian with a penalty that has kinks, e^{−|x − m|²/(2 s²) − g(x)}.
public enum LaplaceKind: DensityKind {
  public static let card = Variant(
    name: "laplace", summary: "a Gaussian times e^{−g} for a penalty g with kinks",
    parameters: [
      Parameter(
        "penalty", .choice(PenalizedGaussian.Penalty.allCases.map(\.rawValue)), default: "tv",
        "g: l1 is λ(|x₁| + |x₂|), tv is λ|x₁ − x₂|, quadratic (no kink) λ|x|²/2"),
      Parameter("lambda", .number(NumberRange(1e-3, 100)), default: 2, "λ, the weight of g"),
      Parameter(
        "mean", .list(of: .number(NumberRange(-100, 100)), count: 2...2), default: [1, -1],
        "m, the middle of the Gaussian"),
      Parameter(
        "sigma", .number(NumberRange(1e-2, 100)), default: 1,
        "s, the standard deviation of the Gaussian"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    PenalizedGaussian(
      penalty: PenalizedGaussian.Penalty(rawValue: settings.text("penalty")) ?? .tv,
      center: settings.vector("mean"), deviation: settings.number("sigma"),
      weight: settings.number("lambda"))
  }
}
