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
