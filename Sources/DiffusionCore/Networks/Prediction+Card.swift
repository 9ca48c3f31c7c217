extension Prediction {
  var choice: ChoiceCard {
    ChoiceCard(
      name: "predict-\(rawValue)", title: "prediction of \(word)", detail: detail,
      idea: idea, family: .learning, use: "\"model\": {\"predict\": \"\(rawValue)\"}",
      rule: [
        rule, "u = c_in (x − m),  c_in = 1/√(σ_d² + σ²)", "m, σ_d: mean and deviation of the data",
      ],
      symbols: [
        MethodSymbol("F", "the network's output"),
        MethodSymbol("s", "the score that is made of it"),
        MethodSymbol("x", "the noised datum"),
        MethodSymbol("D", "the denoiser, the clean datum it expects"),
        MethodSymbol("σ", "the noise level"), MethodSymbol("u", "the network's input"),
      ] + symbols,
      parameters: [Prediction.parameter], needs: ["a network"],
      law: "the exact score where the network is perfect, whatever it predicts", failure: failure,
      source: source)
  }

  private var word: String {
    switch self {
    case .epsilon: "ε"
    case .score: "the score"
    case .x0: "x₀"
    case .v: "v"
    }
  }

  private var detail: String {
    switch self {
    case .epsilon: "the noise that was added"
    case .score: "the output is the score"
    case .x0: "the clean datum"
    case .v: "datum and noise in one, unit variance at every level"
    }
  }

  private var idea: String {
    switch self {
    case .epsilon:
      "The network says which noise is in a point: an output of one size at every level. The score is "
        + "that noise over −σ."
    case .score:
      "The network says the score at once. Nothing is done for it: its output must be large at small "
        + "noise and small at large noise."
    case .x0:
      "The network says where the clean datum was: bounded and easy at large noise. At small noise the "
        + "answer is nearly the point itself, and the score the small difference over σ²."
    case .v:
      "The network says what is missing between the point, shrunk as far as its level deserves, and the "
        + "clean datum: noise at large levels, datum at small ones, of one size at all."
    }
  }

  private var symbols: [MethodSymbol] {
    self == .v
      ? [
        MethodSymbol("c_skip", "σ_d²/(σ_d² + σ²), how far the point is trusted"),
        MethodSymbol("c_out", "σ σ_d/√(σ_d² + σ²), the size of what is missing"),
      ] : []
  }

  private var rule: String {
    switch self {
    case .epsilon: "s = −F(u; σ)/σ"
    case .score: "s = F(u; σ)"
    case .x0: "D = m + σ_d F(u; σ),  s = (D − x)/σ²"
    case .v: "D = m + c_skip (x − m) + c_out F(u; σ),  s = (D − x)/σ²"
    }
  }

  private var source: String {
    switch self {
    case .epsilon: "Ho et al. 2020; methods.md §9"
    case .score: "Song & Ermon 2019; methods.md §9"
    case .x0: "lecture notes S0, S1 (denoisers); methods.md §9"
    case .v: "Salimans & Ho 2022; Karras et al. 2022 (c_skip, c_out); methods.md §9"
    }
  }

  /// Score errors of the scene `two` after 2000 steps, by `diffviz train --json`, and what runs of
  /// the reverse SDE make of them.
  private var failure: String {
    switch self {
    case .epsilon:
      "at large noise D = x − σ F multiplies the network's error by σ: at σ = 100 E|D − D*|² is 4.3, "
        + "0.84 for v, on two Gaussians after 2000 steps; samples forget it"
    case .score:
      "the output must range over 1/σ, four decades: score error 0.076 instead of 0.001 on two "
        + "Gaussians after 2000 steps, their spread 3.2 times the variance"
    case .x0:
      "at small noise s = (D − x)/σ² divides the error by σ²: score error 0.27 instead of 0.001 on "
        + "two Gaussians after 2000 steps, their spread 4.7 times the variance"
    case .v: "none of its own: outputs of unit variance at every level; 0.001 in the same figures"
    }
  }
}
