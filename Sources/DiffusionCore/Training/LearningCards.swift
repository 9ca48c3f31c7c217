/// What else there is to choose, or to see, when a score is learned.
extension ChoiceCard {
  static let noiseLevels = ChoiceCard(
    name: "noise-levels", title: "noise levels", detail: "one level, or many", family: .learning,
    use: "\"training\": {\"sigmaMin\": 0.3, \"sigmaMax\": 0.3}; without them all levels",
    rule: [
      "many: log σ uniform on log sigmaMin … log sigmaMax",
      "one: sigmaMin = sigmaMax,  s_θ ≈ ∇ log p_σ at that σ alone",
    ],
    parameters: TrainingPlan.parameter("sigmaMin") + TrainingPlan.parameter("sigmaMax"),
    needs: ["an objective"],
    law: "the score at the levels that were trained; at others nothing is known",
    failure: "one level cannot place weights: between the modes it has no data, and Langevin at one "
      + "level keeps the weights of its start; two Gaussians of 0.2 and 0.8 end 0.20 off for σ = 0.3, "
      + "0.003 with all levels and the reverse SDE",
    source: "lecture notes S1, S2; Song & Ermon 2019; methods.md §8, §9")

  static let weightAverage = ChoiceCard(
    name: "weight-average", title: "average of the weights", detail: "EMA, on or off",
    family: .learning, use: "\"training\": {\"ema\": 0.999}; 0 is off",
    rule: [
      "θ̄ ← m θ̄ + (1 − m) θ  after each step", "m = ema, in step k at most (1 + k)/(10 + k)",
      "θ is trained, θ̄ is used",
    ],
    parameters: TrainingPlan.parameter("ema"), needs: ["an objective"],
    law: "the same minimum: it takes the scatter of Adam's steps out of the weights",
    failure:
      "lags behind weights that still move; once the learning rate has fallen along its cosine "
      + "it no longer helps",
    source: "lecture notes S1; Song & Ermon 2020; methods.md §9")

  static let finiteSet = ChoiceCard(
    name: "finite-training-set", title: "finite training set", detail: "memorisation",
    family: .learning,
    use: "\"training\": {\"samples\": 30}; \"score\": \"empirical\" beside it; 0: fresh data",
    rule: [
      "p̂ = mean over i of δ at xᵢ,  i = 1 … samples",
      "empirical score = (Σ Wᵢ xᵢ − x̃)/σ²", "W = softmax(−|x̃ − xᵢ|²/2σ²)",
      "repeats: |x − nearest xᵢ| < ⅓ |x − second nearest|",
    ],
    parameters: TrainingPlan.parameter("samples"), needs: ["an objective"],
    law: "the minimum is the empirical score, and its exact reverse run ends on the training data",
    failure:
      "memorises small sets: the share of repeats stands beside those of exact draws (1/9 where "
      + "data lie evenly) and of the empirical score (near 1)",
    source: "methods.md §1, §9; Yoon et al. 2023 (the criterion)")

  static let lossFloor = ChoiceCard(
    name: "loss-floor", title: "floor of the loss", detail: "what no network gets below",
    family: .learning, use: "shown beside the loss; `diffviz train --json`: \"loss_floor\"",
    rule: [
      "denoising: E over σ of (λ/σ²) (d − σ² E|s|²),  d = 2", "explicit: 0",
      "Hyvärinen: −E over σ of λ E|s|²", "loss − floor = E over σ of λ E|s_θ − s|²",
    ],
    needs: ["the exact score"],
    law: "the loss of the exact score, for the law that training draws from",
    failure: "says nothing of a network alone: on two Gaussians the floor is 1.03 and a trained "
      + "network's loss 1.04, of which less than a hundredth is its error",
    source: "Vincent 2011; methods.md §9")

  static let scoreCurl = ChoiceCard(
    name: "score-curl", title: "curl of the learned field", detail: "what no density can have",
    family: .learning,
    use: "shown beside the score error; `diffviz train --json`: \"score_curl\", \"score_curls\"",
    rule: ["curl s = ∂₁ s₂ − ∂₂ s₁", "curl² = σ⁴ E (curl s_θ)²,  x̃ ~ p_σ"],
    needs: ["a network"],
    law: "0 for every score: ∇ log p is a gradient, whose derivatives commute",
    failure:
      "a network of two outputs is no gradient: it has no log density of its own, and 0.003 of "
      + "curl² on four Gaussians after 2000 steps, where σ is near the width of the modes",
    source: "methods.md §1, §9")
}
