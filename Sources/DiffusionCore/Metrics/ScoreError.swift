/// σ² E|s_θ − s|² at one level, over draws of the exact law there: the loss above its floor.
///
/// Source: methods.md §9, §14.
public func scoreError(
  of model: any ScoreModel, for density: any Density, at level: NoiseLevel, samples: Int,
  stream: NoiseStream
) -> Double {
  let law = density.law(at: level)
  let cloud = law.sample(count: samples, stream: stream)
  let exact = law.scores(at: cloud)
  let learned = model.field(at: level).scores(at: cloud)
  var sum = 0.0
  for i in 0..<cloud.count {
    let difference = learned[i] - exact[i]
    sum += difference.dot(difference)
  }
  return level.noise * level.noise * sum / Double(max(1, cloud.count))
}

/// The same at levels of additive noise, from most to least.
public func scoreErrors(
  of model: any ScoreModel, for density: any Density, sigmas: [Double], samples: Int,
  stream: NoiseStream
) -> [Double] {
  sigmas.enumerated().map { index, sigma in
    scoreError(
      of: model, for: density, at: .additive(sigma: sigma), samples: samples,
      stream: stream.child(UInt64(index)))
  }
}

/// `count` values in geometric progression, the first and last as given.
public func geometricSequence(from first: Double, to last: Double, count: Int) -> [Double] {
  guard count > 1 else { return [first] }
  let start = Elementary.log(first)
  let span = Elementary.log(last) - start
  return (0..<count).map { i in
    i == 0
      ? first
      : i == count - 1
        ? last : Elementary.exp(start + span * Double(i) / Double(count - 1))
  }
}

extension RunScore {
  /// The levels at which a score is held against the exact one.
  static let sigmas = geometricSequence(from: 10, to: 0.01, count: 13)
  /// Draws at each.
  static let samples = 1024
}

/// `score_error`.
public enum ScoreError: Metric {
  public static let card = MetricCard(
    name: "score_error", title: "score error",
    meaning:
      "σ² E|s_θ − s|², the mean over 13 geometric levels σ from 10 to 0.01; the loss above its "
      + "floor",
    unit: "none", range: "0 …", better: .lower, needs: .score, hasFloor: false,
    details: "score_errors", source: "methods.md §9, §14")

  public static func value(of comparison: Comparison) -> Double? {
    let errors = details(of: comparison)
    return errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
  }

  /// At each level, from most noise to least.
  public static func details(of comparison: Comparison) -> [Double] {
    guard let score = comparison.run?.score, !score.isExact else { return [] }
    return scoreErrors(
      of: score.model, for: score.data, sigmas: RunScore.sigmas, samples: RunScore.samples,
      stream: score.stream.child(0))
  }
}
