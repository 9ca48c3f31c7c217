/// Draws of the clean datum given a noised one, x₀ | x for x = a x₀ + b n, where the data are a
/// mixture of Gaussians.
///
/// That law is a mixture too: weights rₖ(x), means μₖ + a Sₖ Cₖ⁻¹ (x − a μₖ) and covariances
/// b² Sₖ Cₖ⁻¹ with Cₖ = a² Sₖ + b² I. Source: methods.md §1.
struct PosteriorDraws: Sendable {
  private let law: GaussianMixtureLaw
  /// The symmetric roots of the covariances.
  private let roots: [SymmetricMatrix]

  /// - Parameters:
  ///   - level: K(a, b), b > 0.
  ///   - blur: the deviation of noise that is added to each draw.
  init(of mixture: GaussianMixture, at level: NoiseLevel, blur: Double = 0) {
    law = mixture.noised(at: level)
    let added = SymmetricMatrix(diagonal: blur * blur)
    roots = law.components.map { ($0.posteriorCovariance + added).squareRoot }
  }

  /// One draw: the component is the first whose cumulative responsibility exceeds `uniform`.
  func draw(at point: Vector, normal: Vector, uniform: Double) -> Vector {
    let pick = component(at: point, uniform: uniform)
    return law.components[pick].posteriorMean(at: point) + roots[pick] * normal
  }

  private func component(at point: Vector, uniform: Double) -> Int {
    guard law.components.count > 1 else { return 0 }
    var sum = 0.0
    var last = 0
    for (index, share) in law.responsibilities(at: point).enumerated() where share > 0 {
      sum += share
      last = index
      if sum > uniform { break }
    }
    // Rounding may leave the whole sum a little below 1.
    return last
  }
}

extension Cloud {
  /// Replaces each particle by a draw given it, with the normal pair and the uniform number of its
  /// own.
  mutating func replaceByDraws(_ draws: PosteriorDraws, _ context: StepContext) {
    let noise = context.noise
    updateBlocks(context.parallel) { block in
      noise.fill(block: block.index, x: block.noiseX, y: block.noiseY)
      let uniforms = block.scoreX
      noise.fillUniforms(block: block.index, into: uniforms)
      for i in block.x.indices {
        let drawn = draws.draw(
          at: Vector(Double(block.x[i]), Double(block.y[i])),
          normal: Vector(Double(block.noiseX[i]), Double(block.noiseY[i])),
          uniform: Double(uniforms[i]))
        (block.x[i], block.y[i]) = (Float(drawn.x), Float(drawn.y))
      }
    }
  }
}
