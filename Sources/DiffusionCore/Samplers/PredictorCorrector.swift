/// Reverse diffusion to the next level, then Langevin steps there that mend what it got wrong.
///
/// Song's step size is 2 (r mean|z| / mean|s|)² with means over the batch. Its expectation over the
/// law of a level is close to 2 r² (s_min² + σ²), which is used here: so a particle's path depends on
/// that particle alone, and a run is the same whatever other particles there are.
public struct PredictorCorrector: Sampler {
  public static let card = MethodCard(
    name: "predictor-corrector",
    title: "predictor–corrector",
    detail: "additive noise",
    idea: "Each level takes two kinds of step: one that removes noise, as reverse diffusion, "
      + "and some Langevin steps at the new level, which repair what the first got wrong.",
    family: .reverseSDE,
    course: .reverseAdditive,
    rule: [
      "predict, from σ to the next level σ′:",
      "x ← x + D s(x, σ) + √D z,   D = σ² − σ′²",
      "correct, n_c times at σ′:",
      "x ← x + τ s(x, σ′) + √(2τ) z",
      "τ = 2 r² (s_min² + σ′²),   r = snr",
      "(Song et al.: τ = 2 (r mean|z| / mean|s|)² over the batch)",
    ],
    symbols: [
      .init("D", "the variance that the step takes away")
    ],
    source: "Song et al. 2021, cited in lecture notes S1 and S4; methods.md §6",
    law: "the data as the levels get close; a start off the mean is mostly forgotten",
    failure:
      "modes a little too wide, by r² at the last level: spread 1.02 on two Gaussians; a "
      + "network, which errs like 1/σ there, makes it 1.19 at σ = 0.01",
    defaultLevels: 200)

  public static let knobs = [
    Knob<Self>(
      "snr", \.ratio, in: NumberRange(0, 0.7), default: "0.16",
      "signal to noise r of a correction, τ = 2 r² (s_min² + σ²)"),
    Knob<Self>(
      "n_c", \.corrections, in: NumberRange(0, 100), default: "1",
      "corrections a level; 0 leaves reverse diffusion", isCount: true),
  ]

  public var ratio = 0.16
  public var corrections = 1.0
  private let deviation: Double

  public init(for scene: MethodScene) { deviation = scene.smallestDeviation }

  /// The first level once, then each one as often as a cloud steps there: once to come and `n_c` times
  /// to stay.
  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    levels.prefix(1)
      + levels.dropFirst().flatMap { Array(repeating: $0, count: 1 + Int(corrections)) }
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    if context.to.noise < context.from.noise {
      let variance = VEReverseDiffusion.removedVariance(context)
      cloud.affineUpdate(
        position: 1, score: variance, at: context.from, noise: variance.squareRoot(), context)
      return StepReport(scoreEvaluations: 1)
    }
    // The clean law may have no score: there the prediction is the last word.
    guard context.to.noise > 0 else { return StepReport(scoreEvaluations: 0) }
    let sigma = context.to.noise
    let tau = 2 * ratio * ratio * (deviation * deviation + sigma * sigma)
    cloud.affineUpdate(
      position: 1, score: tau, at: context.to, noise: (2 * tau).squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }
}
