extension Weighting {
  var choice: ChoiceCard {
    ChoiceCard(
      name: "weighting-\(rawValue)", title: "weighting", detail: detail, idea: idea,
      family: .learning,
      use: "\"training\": {\"weighting\": \"\(rawValue)\"}",
      rule: [
        "loss = E over σ, x, n of λ(σ) |s_θ(x + σ n, σ) + n/σ|²", rule,
        "log σ uniform on log sigmaMin … log sigmaMax",
      ],
      symbols: MethodSymbol.losses + [
        MethodSymbol("D_θ", "the network's denoiser, the datum it expects")
      ],
      parameters: TrainingPlan.parameter("weighting"), needs: ["an objective"], law: law,
      failure: failure, source: "lecture notes S2, S4 (erratum E27); Ho et al. 2020; methods.md §9")
  }

  private var idea: String {
    switch self {
    case .sigmaSquared:
      "The score is of the size 1/σ: times σ it is of one size at every level, and no level drowns "
        + "the others."
    case .denoising:
      "The loss is the square error of the denoised datum. It is largest where most is unknown, at "
        + "large noise, and hardly sees the fine detail of small noise."
    case .uniform:
      "The loss as it stands. The target n/σ is largest at small noise, so that nearly all of the "
        + "gradient comes from there."
    }
  }

  private var rule: String {
    switch self {
    case .sigmaSquared: "λ = σ²:  E |σ s_θ + n|²"
    case .denoising: "λ = σ⁴:  E |D_θ − x|²,  D_θ = x̃ + σ² s_θ"
    case .uniform: "λ = 1"
    }
  }

  private var detail: String {
    switch self {
    case .sigmaSquared: "λ = σ², every level counts alike"
    case .denoising: "λ = σ⁴, the error of the denoiser"
    case .uniform: "λ = 1, the plain loss"
    }
  }

  private var law: String {
    switch self {
    case .sigmaSquared: "floor: the mean of d − σ² E|s|², between 0 and d = 2 at each level"
    case .denoising: "floor: the mean of σ² (d − σ² E|s|²) = E tr Cov[x₀ | x̃], in squares of length"
    case .uniform: "floor: the mean of d/σ² − E|s|², which the least levels rule"
    }
  }

  /// Score errors of the scene `gmm` after 2000 steps, by `diffviz train --json`.
  private var failure: String {
    switch self {
    case .sigmaSquared:
      "the error is largest where the modes part, σ near their width: 0.007 on four Gaussians after "
        + "2000 steps, mean over σ from 0.01 to 10"
    case .denoising:
      "large noise rules: the score error after 2000 steps is 0.050 instead of 0.007, most of it "
        + "below σ = 1"
    case .uniform:
      "small noise rules: the score error after 2000 steps is 0.24 instead of 0.007, and modes come out "
        + "at 8.8 times their variance"
    }
  }
}
