/// Langevin steps that are long where the law is wide: with a matrix A, constant or of the place.
///
/// The divergence Γ of A(x) is taken by central differences of the clamped field over 1e-3 s_min, so
/// it is right to some 1e-6 of its size and is the mean of both sides where an eigenvalue is clamped.
public struct PreconditionedLangevin: Sampler {
  public static let card = MethodCard(
    name: "preconditioned-langevin",
    title: "preconditioned Langevin",
    detail: "second order",
    idea: "Langevin that takes longer steps where the density is wide and shorter ones where it "
      + "is narrow: a matrix A stretches both the gradient and the noise. If A changes from "
      + "place to place, its own slope must be added.",
    family: .langevin,
    rule: [
      "x ← x + τ A s(x) + √(2τ) A^½ z", "position 0: A = C/‖C‖, C the mean covariance",
      "  of the components, or that of the data",
      "position 1: A(x) = |∇²f(x)|⁻¹/s_min², f = −log p,",
      "  eigenvalues of |∇²f| held in [L/1000, L]",
      "correction 1: + τ Γ(x), Γᵢ = Σⱼ ∂Aᵢⱼ/∂xⱼ",
    ],
    symbols: [
      .init("C", "a mean covariance"),
      .init("f", "−log p"),
      .init("Γ", "the divergence of A(x), row by row"),
      .init("Σⱼ", "the sum over both coordinates"),
      .init("Aᵢⱼ", "an entry of A"),
      .init("xⱼ", "coordinate j of x"),
    ],
    source: "lecture notes S2 (erratum E21); methods.md §7",
    law:
      "constant A, Gaussian of covariance Σ: covariance Σ (I − τ Σ⁻¹ A/2)⁻¹; A(x) with "
      + "Γ: p within O(τ)",
    failure:
      "A(x) without Γ samples another law, in one dimension ∝ f″ e^−f: variance 0.859 "
      + "instead of 0.468 for f = x⁴/4 + x²/2; weights are those of the start",
    needs: [.score, .density],
    defaultLevels: 500)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive,
      default: "0.2 over the largest eigenvalue of A Sₖ⁻¹, Sₖ the components' covariances; "
        + "0.2 s_min² for other data",
      "step size τ", stepOf: "x + τ A s + √(2τ) A^½ z"),
    Knob<Self>(
      "position", \.position, in: NumberRange(0, 1), default: "0",
      "0: one A everywhere; 1: A(x) from the Hessian", isCount: true),
    Knob<Self>(
      "correction", \.correction, in: NumberRange(0, 1), default: "1",
      "1: the divergence Γ of A(x) is added; 0: left out", isCount: true),
    Knob<Self>(
      "L", \.ceiling, in: .positive, default: "1/s_min²",
      "the largest curvature that A(x) tells apart"),
  ]

  public var tau: Double
  public var position = 0.0
  public var correction = 1.0
  public var ceiling: Double
  /// The constant A, of norm 1, and its symmetric root.
  private let matrix: SymmetricMatrix
  private let root: SymmetricMatrix
  private let deviation: Double

  public init(for scene: MethodScene) {
    deviation = scene.smallestDeviation
    ceiling = 1 / (deviation * deviation)
    let noise = SymmetricMatrix(diagonal: scene.levels.last.map { $0.noise * $0.noise } ?? 0)
    let components = (scene.density as? GaussianMixture)?.components ?? []
    let mean = components.reduce(SymmetricMatrix.zero) { $0 + $1.weight * $1.covariance }
    let covariance = (components.isEmpty ? scene.density.covariance : mean) + noise
    let size = covariance.eigenvalues.1
    matrix = size > 0 ? (1 / size) * covariance : .identity
    root = matrix.squareRoot
    let root = root
    let stiffest = components.reduce(0) {
      max($0, root.applied(to: ($1.covariance + noise).inverse).eigenvalues.1)
    }
    tau = 0.2 * (stiffest > 0 && stiffest.isFinite ? 1 / stiffest : deviation * deviation)
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let field = context.score.field(at: context.to)
    let (sampler, noise) = (self, context.noise)
    let law = position > 0 ? context.density.law(at: context.to) : nil
    cloud.updateBlocks(context.parallel) { block in
      block.evaluate(field)
      noise.fill(block: block.index, x: block.noiseX, y: block.noiseY)
      for i in block.x.indices {
        let x = Vector(Double(block.x[i]), Double(block.y[i]))
        let s = Vector(Double(block.scoreX[i]), Double(block.scoreY[i]))
        let z = Vector(Double(block.noiseX[i]), Double(block.noiseY[i]))
        let next = sampler.moved(x, score: s, noise: z, law)
        block.x[i] = Float(next.x)
        block.y[i] = Float(next.y)
      }
    }
    return StepReport(scoreEvaluations: 1)
  }

  private func moved(
    _ x: Vector, score s: Vector, noise z: Vector, _ law: (any Law)?
  ) -> Vector {
    let spread = (2 * tau).squareRoot()
    guard let law else { return x + tau * (matrix * s) + spread * (root * z) }
    let local = matrix(at: x, law)
    var drift = local * s
    if correction > 0 { drift += divergence(at: x, law) }
    return x + tau * drift + spread * (local.squareRoot * z)
  }

  /// A(x) = |∇²f|⁻¹/s_min².
  private func matrix(at x: Vector, _ law: any Law) -> SymmetricMatrix {
    let scale = 1 / (deviation * deviation)
    let (lower, upper) = (1e-3 * ceiling, ceiling)
    return law.evaluate(at: x).hessian.mapped { scale / max(lower, min(upper, abs($0))) }
  }

  /// Γᵢ = Σⱼ ∂Aᵢⱼ/∂xⱼ.
  private func divergence(at x: Vector, _ law: any Law) -> Vector {
    let h = 1e-3 * deviation
    let right = matrix(at: x + Vector(h, 0), law)
    let left = matrix(at: x - Vector(h, 0), law)
    let above = matrix(at: x + Vector(0, h), law)
    let below = matrix(at: x - Vector(0, h), law)
    let (across, up) = (right - left, above - below)
    return Vector(across.xx + up.xy, across.xy + up.yy) / (2 * h)
  }
}

extension SymmetricMatrix {
  /// The matrix with the same eigenvectors and `f` of the eigenvalues.
  func mapped(_ f: (Double) -> Double) -> SymmetricMatrix {
    let middle = (xx + yy) / 2
    let half = (xx - yy) / 2
    let radius = (half * half + xy * xy).squareRoot()
    let (low, high) = (f(middle - radius), f(middle + radius))
    let slope = radius > 0 ? (high - low) / (2 * radius) : 0
    let centre = (low + high) / 2
    return SymmetricMatrix(xx: centre + slope * half, xy: slope * xy, yy: centre - slope * half)
  }

  /// R M R for this symmetric R.
  func applied(to m: SymmetricMatrix) -> SymmetricMatrix {
    let (first, second) = (self * (m * Vector(xx, xy)), self * (m * Vector(xy, yy)))
    return SymmetricMatrix(xx: first.x, xy: first.y, yy: second.y)
  }
}
