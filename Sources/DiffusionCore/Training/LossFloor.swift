/// The loss of a plan that the exact score has, averaged over log σ: what no network gets below.
///
/// With e(σ) = σ² E|s_σ|² and λ the plan's weighting, the mean of (λ/σ²) (d − e) for the denoising
/// objective with d = 2, of −(λ/σ²) e for Hyvärinen's, and 0 for the explicit one (methods.md §9).
/// The score −(x − m)/t of the Gaussian with the data's moments, t = σ_d² + σ², whose own term 2σ²/t
/// is known, takes most of the sampling noise.
///
/// - Parameters:
///   - density: the law that data are drawn from.
///   - levels: midpoints of so many equal shares of log σ.
public func lossFloor(
  of density: any Density, plan: TrainingPlan, levels: Int = 64, samples: Int = 2048,
  stream: NoiseStream
) -> Double {
  guard plan.objective != .explicit else { return 0 }
  let start = Elementary.log(plan.sigmaMin)
  let share = (Elementary.log(plan.sigmaMax) - start) / Double(levels)
  let noise = plan.objective == .denoising ? 2.0 : 0
  let sum = (0..<levels).reduce(0.0) { sum, index in
    let sigma = Elementary.exp(start + share * (Double(index) + 0.5))
    let size = scoreSize(
      of: density, sigma: sigma, samples: samples, stream: stream.child(UInt64(index)))
    return sum + plan.weighting.factor(sigma: sigma) * (noise - size)
  }
  return sum / Double(levels)
}

/// σ² E|s_σ|².
private func scoreSize(
  of density: any Density, sigma: Double, samples: Int, stream: NoiseStream
) -> Double {
  let law = density.law(at: .additive(sigma: sigma))
  let cloud = law.sample(count: samples, stream: stream)
  let score = law.scores(at: cloud)
  let total = density.covariance.trace / 2 + sigma * sigma
  let mean = density.mean
  let excess = (0..<score.count).reduce(0.0) { sum, i in
    let gaussian = (cloud[i] - mean) / total
    return sum + score[i].dot(score[i]) - gaussian.dot(gaussian)
  }
  return sigma * sigma * (2 / total + excess / Double(samples))
}
