/// A normalizing flow of affine layers from N(0, I) to the Gaussian that has the data's moments.
public struct AffineFlow: Sampler {
  public static let card = MethodCard(
    name: "affine-flow",
    title: "affine flow",
    detail: "change of variables",
    idea: "A normalising flow carries a simple density to the data by maps that can be undone; "
      + "the density changes by the factor that each map stretches area. Here every map is "
      + "affine and the end is known.",
    family: .generative,
    rule: [
      "x_k = A x_{k−1} + c_k,  x_0 = z ~ N(0, I)",
      "A = Σ^{1/(2L)},  c_k = (k μ − (k − 1) A μ)/L",
      "log p(x_k) = log N(z; 0, I) − k log|det A|",
    ],
    symbols: [
      .init("x_k", "the particle after k layers"),
      .init("A", "the matrix of every layer"),
      .init("c_k", "the shift of layer k"),
      .init("k", "the number of layers so far"),
      .init("L", "the number of all layers"),
      .init("Σ", "the covariance of the data"),
      .init("μ", "the mean of the data"),
      .init("z", "the point of N(0, I) that x comes from"),
    ],
    source: "lecture notes S0 (erratum E29: the minus sign); methods.md §15",
    law:
      "N(k μ/L, Σ^{k/L}) after k layers; the Gaussian of the data's mean and covariance "
      + "after all L",
    failure:
      "an affine flow has one mode: data with more get one Gaussian over all of them, "
      + "mass between the modes",
    needs: [],
    defaultLevels: 60,
    scoreEvaluations: 0)

  private let mean: Vector
  private let covariance: SymmetricMatrix
  private let layers: Int
  private var done = 0

  public init(for scene: MethodScene) {
    mean = scene.density.mean
    // A single point is taken for a narrow Gaussian.
    covariance = scene.density.covariance + SymmetricMatrix(diagonal: 1e-12)
    layers = max(1, scene.levels.count - 1)
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    levels.map { _ in .clean }
  }

  public func start(count: Int, stream: NoiseStream) -> Cloud? { stream.normals(count: count) }

  public func target(of data: any Density) -> any Density {
    GaussianMixture(mean: mean, covariance: covariance)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    guard done < layers else { return StepReport(scoreEvaluations: 0) }
    done += 1
    cloud.apply(factor, shift(done))
    return StepReport(scoreEvaluations: 0)
  }

  /// A of every layer.
  private var factor: SymmetricMatrix { covariance.power(1 / (2 * Double(layers))) }

  /// c of a layer, counted from 1.
  private func shift(_ layer: Int) -> Vector {
    (Double(layer) * mean - Double(layer - 1) * (factor * mean)) / Double(layers)
  }

  private var gaussian: GaussianMixture {
    let share = Double(done) / Double(layers)
    return GaussianMixture(mean: share * mean, covariance: covariance.power(share))
  }

  public var law: (any Law)? { gaussian.law(at: .clean) }

  /// Mean log p of the particles through the flow, by its layers backwards, and in closed form.
  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let inverse = factor.inverse
    let shifts = (0..<done).map { shift($0 + 1) }
    let law = gaussian.law(at: .clean)
    var (base, closed) = (0.0, 0.0)
    for index in 0..<cloud.count {
      var z = cloud[index]
      for shift in shifts.reversed() { z = inverse * (z - shift) }
      base -= 0.5 * z.dot(z) + Elementary.log(2 * .pi)
      closed += law.evaluate(at: cloud[index]).logDensity
    }
    let count = Double(max(1, cloud.count))
    let logDeterminant = shifts.reduce(0) { sum, _ in sum + Elementary.log(factor.determinant) }
    return [
      Reading("mean log p", base / count - logDeterminant, exact: closed / count),
      Reading("log|det|", logDeterminant, exact: exactLogDeterminant),
      Reading("with +, wrong", base / count + logDeterminant, exact: closed / count),
    ]
  }

  /// ½ log det Σ of the layers so far.
  private var exactLogDeterminant: Double {
    let share = Double(done) / Double(layers)
    return 0.5 * share * Elementary.log(covariance.determinant)
  }
}

extension SymmetricMatrix {
  /// The symmetric power M^t of a positive definite matrix, by its eigenvalues.
  func power(_ t: Double) -> SymmetricMatrix {
    let (lower, upper) = eigenvalues
    let (a, b) = (Elementary.pow(lower, t), Elementary.pow(upper, t))
    guard upper - lower > 1e-12 * upper else { return SymmetricMatrix(diagonal: a) }
    // a + (b − a) (M − lower I)/(upper − lower): the line through both eigenvalues.
    let slope = (b - a) / (upper - lower)
    return slope * self + SymmetricMatrix(diagonal: a - slope * lower)
  }
}

extension Cloud {
  /// x ← M x + v for every particle.
  mutating func apply(_ matrix: SymmetricMatrix, _ shift: Vector) {
    for index in 0..<count { self[index] = matrix * self[index] + shift }
  }
}
