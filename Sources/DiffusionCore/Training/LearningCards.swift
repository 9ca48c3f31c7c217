/// What else there is to choose, or to see, when a score is learned.
extension ChoiceCard {
  static let noiseLevels = ChoiceCard(
    name: "noise-levels", title: "noise levels", detail: "one level, or many",
    idea:
      "A score at much noise knows how the mass is shared among modes, one at little noise their "
      + "shapes: a run from noise to data needs all of them, and one network learns all, told the "
      + "level.",
    family: .learning,
    use: "\"training\": {\"sigmaMin\": 0.3, \"sigmaMax\": 0.3}; without them all levels",
    rule: [
      "many: log σ uniform on log sigmaMin … log sigmaMax",
      "one: sigmaMin = sigmaMax,  s_θ ≈ ∇ log p_σ at that σ alone",
    ],
    symbols: MethodSymbol.losses + [MethodSymbol("p_σ", "the density of x̃")],
    parameters: TrainingPlan.parameter("sigmaMin") + TrainingPlan.parameter("sigmaMax"),
    needs: ["an objective"],
    law: "the score at the levels that were trained; at others nothing is known",
    failure:
      "one level cannot place weights: between the modes it has no data, and Langevin at one "
      + "level keeps the weights of its start; two Gaussians of 0.2 and 0.8 end 0.20 off for σ = 0.3, "
      + "0.003 with all levels and the reverse SDE",
    source: "lecture notes S1, S2; Song & Ermon 2019; methods.md §8, §9")

  static let weightAverage = ChoiceCard(
    name: "weight-average", title: "average of the weights", detail: "EMA, on or off",
    idea: "Every step of Adam throws the weights about a little. Their running average is steadier "
      + "than any of them, and is the network that is used.",
    family: .learning, use: "\"training\": {\"ema\": 0.999}; 0 is off",
    rule: [
      "θ̄ ← m θ̄ + (1 − m) θ  after each step", "m = ema, in step k at most (1 + k)/(10 + k)",
      "θ is trained, θ̄ is used",
    ],
    symbols: [
      MethodSymbol("θ", "the weights in training"), MethodSymbol("θ̄", "their running average"),
      MethodSymbol("m", "the decay: some 1/(1 − m) steps are averaged"),
      MethodSymbol("k", "the number of the step"),
    ],
    parameters: TrainingPlan.parameter("ema"), needs: ["an objective"],
    law: "the same minimum: it takes the scatter of Adam's steps out of the weights",
    failure:
      "lags behind weights that still move. While steps are large it nearly halves the score "
      + "error, 0.0076 instead of 0.0137 on three Gaussians; once the learning rate has fallen along "
      + "its cosine it no longer helps: 0.032 instead of 0.028 on a ring after 2000 steps",
    source: "lecture notes S1; Song & Ermon 2020; methods.md §9")

  static let finiteSet = ChoiceCard(
    name: "finite-training-set", title: "finite training set", detail: "memorisation",
    idea:
      "Where the same few data are seen again and again, the loss is least for the score of those "
      + "points themselves: a run ends on them, and nothing new is drawn.",
    family: .learning,
    use: "\"training\": {\"samples\": 16}; \"score\": \"empirical\" beside it; 0: fresh data",
    rule: [
      "p̂ = mean over i of δ at xᵢ,  i = 1 … samples", "empirical score = (Σ Wᵢ xᵢ − x̃)/σ²",
      "W = softmax(−|x̃ − xᵢ|²/2σ²)", "memorised: |x − nearest xᵢ| < ⅓ |x − second nearest|",
    ],
    symbols: [
      MethodSymbol("p̂", "the empirical law, equal masses at the data"),
      MethodSymbol("δ", "a point mass"), MethodSymbol("xᵢ", "datum i of the set"),
      MethodSymbol("Wᵢ", "the share of datum i in x̃"), MethodSymbol("x̃", "a noised datum"),
      MethodSymbol("x", "a particle"), MethodSymbol("σ", "the noise level"),
    ],
    parameters: TrainingPlan.parameter("samples"), needs: ["an objective"],
    law: "the minimum is the empirical score, and its exact reverse run ends on the training data",
    failure:
      "memorises small sets: 0.85 of the particles for 16 data of four Gaussians, 0.11 of exact "
      + "draws, all draws of the set; for 1000 data 0.12 beside 0.11 and 0.70. Where data lie evenly "
      + "1/9 of exact draws count",
    source: "methods.md §1, §9; Yoon et al. 2023 (the criterion)")

  static let lossFloor = ChoiceCard(
    name: "loss-floor", title: "floor of the loss", detail: "what no network gets below",
    idea:
      "The target of the denoising loss is noise, which nobody can foretell: even the exact score "
      + "leaves a loss. Only what lies above that floor can be learned.",
    family: .learning, use: "shown beside the loss; `diffviz train --json`: \"loss_floor\"",
    rule: [
      "denoising: E over σ of (λ/σ²) (d − σ² E|s|²),  d = 2", "explicit: 0",
      "Hyvärinen: −E over σ of λ E|s|²", "loss − floor = E over σ of λ E|s_θ − s|²",
    ],
    symbols: MethodSymbol.losses + [MethodSymbol("d", "the dimension of the plane")],
    needs: ["the exact score"],
    law: "the loss of the exact score, for the law that training draws from",
    failure: "says nothing of a network alone: on two Gaussians the floor is 1.03 and a trained "
      + "network's loss 1.04, of which less than a hundredth is its error",
    source: "Vincent 2011; methods.md §9")

  static let scoreCurl = ChoiceCard(
    name: "score-curl", title: "curl of the learned field", detail: "what no density can have",
    idea: "The score is a slope, and a walk along slopes that comes back to its start has climbed "
      + "nothing. A network's arrows may turn in circles: the curl says how much.",
    family: .learning,
    use: "shown beside the loss; `diffviz train --json`: \"score_curl\", \"score_curls\"",
    rule: ["curl s = ∂₁ s₂ − ∂₂ s₁", "curl² = σ⁴ E (curl s_θ)²,  x̃ ~ p_σ"],
    symbols: [
      MethodSymbol("s₁", "the part of a field along x"),
      MethodSymbol("s₂", "the part of a field along y"),
      MethodSymbol("∂₁", "the derivative along x"), MethodSymbol("∂₂", "the derivative along y"),
      MethodSymbol("s_θ", "the network's score"), MethodSymbol("x̃", "a noised datum"),
      MethodSymbol("p_σ", "its density"), MethodSymbol("σ", "the noise level"),
      MethodSymbol("E", "the mean over x̃"),
    ],
    needs: ["a network"],
    law: "0 for every score: ∇ log p is a gradient, whose derivatives commute",
    failure: "a network of two outputs is no gradient, and has no log density of its own: curl² is "
      + "0.003 on four Gaussians after 2000 steps, most of it where σ is near the width of the modes",
    source: "methods.md §1, §9")
}
