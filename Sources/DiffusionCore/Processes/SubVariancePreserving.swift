/// The sub-variance-preserving process dX = −β X / 2 dt + √(β (1 − e^{−2B})) dB:
/// a = e^{−B/2}, b = 1 − e^{−B}.
///
/// Its integrals over B from B₀ to B₀ + D are split into (1 − e^{−2B₀}) times the variance-preserving
/// ones plus e^{−2B₀} times those from B₀ = 0, all terms positive, so tiny steps lose no digits.
public struct SubVariancePreserving: DiffusionProcess {
  let beta: LinearRate
  public var duration: Double { 1 }

  public init(betaMin: Double = 0.1, betaMax: Double = 20) {
    beta = LinearRate(minimum: betaMin, maximum: betaMax)
  }

  public static let card = Variant(
    name: "subvp",
    summary: "sub-variance preserving, dX = −β X/2 dt + √(β (1 − e^{−2B})) dB on [0, 1]",
    parameters: LinearRate.parameters)

  public static var choice: ChoiceCard {
    choice(
      title: "sub-variance preserving", detail: "sub-VP, less noise than VP on the way",
      idea:
        "As VP, but with noise that begins more gently: near the data a datum is shrunk as much "
        + "and blurred less.",
      rule: [
        "dX = −½ β X dt + √(β (1 − e⁻²ᴮ)) dB,  0 ≤ t ≤ 1",
        "β = betaMin + t (betaMax − betaMin)",
        "X(t) = a x₀ + b n,  n ~ N(0, I)", "a = e^(−B/2),  b = 1 − e⁻ᴮ,  B = ∫ β dt",
      ],
      symbols: [
        MethodSymbol("β", "the rate, rising with t"), MethodSymbol("B", "the rate summed up to t"),
      ],
      law: "N(0, I) as B grows; its variance is at most that of VP at every time",
      failure: "small betaMax, as for VP; near the data the noise goes as B instead of √B, so "
        + "that equal steps in t spend more of them at tiny noise")
  }

  public static func make(
    _ settings: Settings, data: any Density
  ) throws -> any DiffusionProcess {
    let rate = try LinearRate(settings)
    return SubVariancePreserving(betaMin: rate.minimum, betaMax: rate.maximum)
  }

  public func level(at time: Double) -> NoiseLevel {
    let b = beta.integral(to: time)
    return NoiseLevel(
      time: time, signal: Elementary.exp(-0.5 * b), noise: -Elementary.expm1(-b))
  }

  /// B = 2 arsinh(σ / 2), for σ = 2 sinh(B / 2).
  public func time(atSigma sigma: Double) -> Double {
    beta.time(atIntegral: 2 * Elementary.asinh(0.5 * sigma))
  }

  public func interval(from: NoiseLevel, to: NoiseLevel) -> ProcessInterval {
    let start = beta.integral(to: to.time)
    let step = beta.integral(from: from.time, to: to.time)
    let rest = Elementary.exp(-2 * start)
    let risen = -Elementary.expm1(-2 * start)
    // With φ(x) = eˣ − 1 − x: D + (e^{−2D} − 1)/2 = φ(−2D)/2, and
    // 2 (e^{D/2} − 1) + (2/3)(e^{−3D/2} − 1) = 2 φ(D/2) + (2/3) φ(−3D/2).
    let phi = Elementary.expm1MinusArgument
    let diffusion = risen * step + rest * 0.5 * phi(-2 * step)
    let exponentialScore =
      risen * 2 * Elementary.expm1(0.5 * step)
      + rest * (2 * phi(0.5 * step) + 2 / 3 * phi(-1.5 * step))
    // B² = (1 − e^{−D}) (1 − e^{−2B₀−D})
    let grown = -Elementary.expm1(-2 * start - step)
    return ProcessInterval(
      forwardSignal: Elementary.exp(-0.5 * step),
      forwardNoise: (-Elementary.expm1(-step) * grown).squareRoot(),
      drift: 0.5 * step, diffusion: diffusion, exponentialScore: exponentialScore,
      exponentialVariance: Elementary.expm1(step) * grown,
      flow: FlowStep(
        increment: from.time - to.time, from: rates(at: from.time), to: rates(at: to.time)))
  }

  private func rates(at time: Double) -> FlowStep.Rates {
    let half = 0.5 * beta.rate(at: time)
    return FlowStep.Rates(
      drift: half, score: half * -Elementary.expm1(-2 * beta.integral(to: time)))
  }

  public func prior(of data: any Density, at level: NoiseLevel) -> GaussianMixture { .standard }
}
