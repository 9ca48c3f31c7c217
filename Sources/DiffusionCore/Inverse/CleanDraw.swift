extension GaussianMixtureLaw {
  /// For each component of the mixture the symmetric root of Cov[x₀ | x, component].
  var posteriorRoots: [SymmetricMatrix] { components.map(\.posteriorCovariance.squareRoot) }
}

extension Cloud {
  /// Replaces every particle x by an exact draw of the clean datum given x, of the law's level.
  ///
  /// The component is the first whose cumulative responsibility exceeds the particle's uniform number;
  /// then E[x₀ | x, k] + Cov[x₀ | x, k]^½ z with the symmetric root.
  mutating func drawClean(under law: GaussianMixtureLaw, _ context: StepContext) {
    let roots = law.posteriorRoots
    let noise = context.noise
    updateBlocks(context.parallel) { block in
      noise.fill(block: block.index, x: block.noiseX, y: block.noiseY)
      noise.fillUniforms(block: block.index, into: block.scoreX)
      for i in block.x.indices {
        let point = Vector(Double(block.x[i]), Double(block.y[i]))
        let pick = law.component(at: point, uniform: Double(block.scoreX[i]))
        let z = Vector(Double(block.noiseX[i]), Double(block.noiseY[i]))
        let clean = law.components[pick].posteriorMean(at: point) + roots[pick] * z
        block.x[i] = Float(clean.x)
        block.y[i] = Float(clean.y)
      }
    }
  }
}

extension GaussianMixtureLaw {
  /// The first component whose cumulative responsibility exceeds u; the last where rounding leaves none.
  fileprivate func component(at point: Vector, uniform: Double) -> Int {
    var sum = 0.0
    let responsibilities = responsibilities(at: point)
    for (index, r) in responsibilities.enumerated() {
      sum += r
      if sum > uniform { return index }
    }
    return responsibilities.count - 1
  }
}
