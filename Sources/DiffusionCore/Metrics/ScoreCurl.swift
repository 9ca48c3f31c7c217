/// σ⁴ E (∂₁s₂ − ∂₂s₁)² of a model at one level, over draws of the exact law there.
///
/// The exact score is a gradient and has no curl; a network's is no gradient of anything as far as
/// this is not 0. Weighted like the score error, so that it has no unit. By central differences
/// over h = σ/20, which adds (h²/6) (∂₁³s₂ − ∂₂³s₁) to the curl. Source: methods.md §1, §9.
public func scoreCurl(
  of model: any ScoreModel, for density: any Density, at level: NoiseLevel, samples: Int,
  stream: NoiseStream
) -> Double {
  let cloud = density.law(at: level).sample(count: samples, stream: stream)
  let field = model.field(at: level)
  let step = Float(0.05 * level.noise)
  let (right, left) = (cloud.shifted(x: step, y: 0), cloud.shifted(x: -step, y: 0))
  let (up, down) = (cloud.shifted(x: 0, y: step), cloud.shifted(x: 0, y: -step))
  let (rightScore, leftScore) = (field.scores(at: right), field.scores(at: left))
  let (upScore, downScore) = (field.scores(at: up), field.scores(at: down))
  var sum = 0.0
  for i in 0..<cloud.count {
    // The distances as rounded: at small noise a step is few units of a coordinate's last place.
    let width = right[i].x - left[i].x
    let height = up[i].y - down[i].y
    let curl =
      (rightScore[i].y - leftScore[i].y) / width - (upScore[i].x - downScore[i].x) / height
    sum += curl * curl
  }
  let square = level.noise * level.noise
  return square * square * sum / Double(max(1, cloud.count))
}

/// The same at levels of additive noise.
public func scoreCurls(
  of model: any ScoreModel, for density: any Density, sigmas: [Double], samples: Int,
  stream: NoiseStream
) -> [Double] {
  sigmas.enumerated().map { index, sigma in
    scoreCurl(
      of: model, for: density, at: .additive(sigma: sigma), samples: samples,
      stream: stream.child(UInt64(index)))
  }
}

extension Cloud {
  fileprivate func shifted(x: Float, y: Float) -> Cloud {
    Cloud(x: self.x.map { $0 + x }, y: self.y.map { $0 + y })
  }
}

/// `score_curl`.
public enum ScoreCurl: Metric {
  public static let card = MetricCard(
    name: "score_curl", title: "score curl",
    meaning: "σ⁴ E (∂₁s₂ − ∂₂s₁)², the mean over 13 geometric levels σ from 10 to 0.01; 0 for the "
      + "gradient of anything",
    unit: "none", range: "0 …", better: .lower, needs: .score, hasFloor: false,
    details: "score_curls", source: "methods.md §1, §9")

  public static func value(of comparison: Comparison) -> Double? {
    let curls = details(of: comparison)
    return curls.isEmpty ? nil : curls.reduce(0, +) / Double(curls.count)
  }

  /// At each level, from most noise to least.
  public static func details(of comparison: Comparison) -> [Double] {
    guard let score = comparison.run?.score, !score.isExact else { return [] }
    return scoreCurls(
      of: score.model, for: score.data, sigmas: RunScore.sigmas, samples: RunScore.samples,
      stream: score.stream.child(1))
  }
}
