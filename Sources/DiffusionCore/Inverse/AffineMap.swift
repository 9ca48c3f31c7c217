/// x ← A x + b + B z with symmetric matrices: what a Gaussian likelihood does to a particle.
struct AffineMap: Sendable {
  var linear: SymmetricMatrix
  /// b of each measurement in turn: particle i takes that of i modulo their number.
  var shifts: [Vector]
  var noise: SymmetricMatrix

  /// The mean of q(x | v) ∝ lik(x) exp(−|x − v|²/2γ²), as a map of v:
  /// (I + γ² CᵀC/s_y²)⁻¹ (v + γ² Cᵀy/s_y²).
  ///
  /// - Parameter noise: what is added to the mean.
  init(proximal observation: Observation, values: [[Double]], gamma: Double, noise: ProximalNoise) {
    let share = gamma * gamma / (observation.noise * observation.noise)
    linear = (SymmetricMatrix.identity + share * observation.gram).inverse
    shifts = []
    for value in values { shifts.append(linear * (share * observation.transposed(value))) }
    switch noise {
    case .none: self.noise = .zero
    case .isotropic: self.noise = SymmetricMatrix(diagonal: gamma)
    // Q = γ² (I + γ² CᵀC/s_y²)⁻¹.
    case .exact: self.noise = gamma * linear.squareRoot
    }
  }

  /// The noise of the step that looks at the measurement.
  enum ProximalNoise {
    /// None: a point estimate.
    case none
    /// γ z: as wide where the measurement looks as where it does not.
    case isotropic
    /// Q^½ z of the exact conditional law.
    case exact
  }
}

extension Cloud {
  /// Moves every particle by an affine map with the step's own normal pairs.
  mutating func apply(_ map: AffineMap, _ context: StepContext) {
    let (noise, isRandom) = (context.noise, map.noise != .zero)
    updateBlocks(context.parallel) { block in
      if isRandom { noise.fill(block: block.index, x: block.noiseX, y: block.noiseY) }
      let first = block.index * NoiseStream.blockSize
      for i in block.x.indices {
        var point = map.linear * Vector(Double(block.x[i]), Double(block.y[i]))
        point += map.shifts[(first + i) % map.shifts.count]
        if isRandom {
          point += map.noise * Vector(Double(block.noiseX[i]), Double(block.noiseY[i]))
        }
        block.x[i] = Float(point.x)
        block.y[i] = Float(point.y)
      }
    }
  }
}
