extension Objective {
  var choice: ChoiceCard {
    ChoiceCard(
      name: "\(rawValue)-score-matching", title: "\(word) score matching", detail: detail,
      idea: idea, family: .learning, use: "\"training\": {\"objective\": \"\(rawValue)\"}",
      rule: rule,
      symbols: MethodSymbol.losses + symbols, parameters: TrainingPlan.parameter("objective"),
      needs: needs,
      law: law, failure: failure,
      source: source)
  }

  private var word: String { self == .hyvarinen ? "Hyvärinen" : rawValue }

  private var idea: String {
    switch self {
    case .denoising:
      "The network is asked for the noise in a noised datum. It cannot know, and its best answer, the "
        + "mean of the noise given the point, is −σ times the score: so noise and data alone teach it."
    case .explicit:
      "The network is fitted to the exact score itself, which a real problem would not have: what is "
        + "left of the loss is the network's own error."
    case .hyvarinen:
      "Partial integration takes the exact score out of the explicit loss: up to a constant, what "
        + "remains is the size of the network's score and its divergence, the rate at which its arrows "
        + "spread. Where data are, arrows should run together."
    }
  }

  private var symbols: [MethodSymbol] {
    switch self {
    case .denoising: []
    case .explicit: [MethodSymbol("p_σ", "the density of x̃")]
    case .hyvarinen:
      [
        MethodSymbol("div", "the divergence ∂₁ s₁ + ∂₂ s₂"),
        MethodSymbol("h", "the step of the differences"),
        MethodSymbol("eᵢ", "one step along axis i"),
      ]
    }
  }

  private var detail: String {
    switch self {
    case .denoising: "the noise that was added is the target"
    case .explicit: "the exact score is the target"
    case .hyvarinen: "no target: size and divergence of the score"
    }
  }

  private var rule: [String] {
    let draws = "x̃ = x + σ n,  x a datum,  n ~ N(0, I)"
    let names = "θ weights, λ(σ) the weighting, s_θ network"
    switch self {
    case .denoising:
      return ["min over θ of E λ(σ) |s_θ(x̃, σ) + n/σ|²", draws, names]
    case .explicit:
      return ["min over θ of E λ(σ) |s_θ(x̃, σ) − s(x̃, σ)|²", draws, names, "s = ∇ log p_σ exact"]
    case .hyvarinen:
      return [
        "min over θ of E λ(σ) (|s_θ|² + 2 div s_θ) at (x̃, σ)", draws, names,
        "2 ∂ᵢ sᵢ ≈ (sᵢ(x̃ + h eᵢ) − sᵢ(x̃ − h eᵢ))/h,  h = σ/10",
      ]
    }
  }

  private var needs: [String] {
    switch self {
    case .denoising: ["draws of the data"]
    case .explicit: ["draws of the data", "the exact score at every level"]
    case .hyvarinen: ["draws of the data", "four evaluations a datum for the divergence"]
    }
  }

  private var law: String {
    switch self {
    case .denoising:
      "least at s_θ = s, where the loss is d − σ² E|s|² (λ = σ², d = 2): the floor on the screen"
    case .explicit: "least at s_θ = s, where the loss is 0: denoising loss − its floor"
    case .hyvarinen:
      "least at s_θ = s up to the differences, where the loss is −σ² E|s|² (λ = σ²): explicit loss "
        + "− σ² E|s|²"
    }
  }

  private var failure: String {
    switch self {
    case .denoising:
      "the target n/σ scatters by d/σ² round the score: the loss stays far above 0 however good the "
        + "network, so read it beside its floor. With the sign of the notes, s_θ − n/σ (E26), it "
        + "learns −s"
    case .explicit:
      "wants what is to be learned: only where the law is known, as here; the measure of the others"
    case .hyvarinen:
      "the loss has no natural zero; four rows a datum; differences over h change the least score by "
        + "some 0.3 %. Without noise (σ → 0) it is unbounded below on a finite set of data"
    }
  }

  private var source: String {
    switch self {
    case .denoising: "Vincent 2011; lecture notes S1–S4 (errata E26, E46); methods.md §9"
    case .explicit: "lecture notes S1, S2; methods.md §9"
    case .hyvarinen: "Hyvärinen 2005; Pang et al. 2020 (differences); S3; methods.md §9"
    }
  }
}
