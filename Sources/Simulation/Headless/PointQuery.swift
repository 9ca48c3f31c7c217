public import DiffusionCore

/// What `diffviz query` answers for one point.
public struct PointAnswer: Equatable, Sendable {
  public var point: Vector
  /// Absent for a learned score, which has no density.
  public var logDensity: Double?
  public var score: Vector
  public var denoised: Vector
}

extension Scene {
  /// Log density, score and E[x₀ | x] at points, in Float64.
  ///
  /// - Parameters:
  ///   - density: whose law is asked for; nil for the scene's own.
  ///   - network: answers with the learned score instead of an exact one.
  public func answer(
    _ points: [Vector], at level: NoiseLevel, of density: (any Density)? = nil,
    network: ScoreNetwork? = nil
  ) -> [PointAnswer] {
    guard let network else {
      let law = (density ?? self.density).law(at: level)
      return points.map { point in
        let value = law.evaluate(at: point)
        return PointAnswer(
          point: point, logDensity: value.logDensity, score: value.score,
          denoised: law.posterior(at: point).mean)
      }
    }
    let cloud = Cloud(x: points.map { Float($0.x) }, y: points.map { Float($0.y) })
    let scores = network.field(at: level).scores(at: cloud)
    return points.enumerated().map { index, point in
      let score = scores[index]
      // Tweedie: E[x₀ | x] = (x + b² s)/a.
      let denoised = (point + level.noise * level.noise * score) / level.signal
      return PointAnswer(point: point, logDensity: nil, score: score, denoised: denoised)
    }
  }
}
