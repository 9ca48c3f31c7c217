/// A linear-Gaussian variational autoencoder with one latent number, trained by raising the ELBO in
/// turn over encoder and decoder.
///
/// That is expectation–maximisation for probabilistic principal components (Tipping & Bishop 1999):
/// W → u₁ √(λ₁ − λ₂) and s² → λ₂, with λ₁ ≥ λ₂ and u₁ of the data's covariance. All expectations over
/// the data are those of its exact moments, as the model is quadratic.
public struct VariationalAutoencoder: Sampler {
  public static let card = MethodCard(
    name: "vae",
    title: "VAE",
    detail: "linear Gaussian",
    idea:
      "A variational autoencoder with linear maps: an encoder guesses the hidden number "
      + "behind a datum, a decoder makes data from it, and both climb a bound on the "
      + "likelihood, the ELBO, that can be checked exactly.",
    family: .generative,
    rule: [
      "decoder p(x|z) = N(W z + μ, s² I),  z ~ N(0, 1)", "encoder q(z|x) = N(m(x), v), linear m",
      "ELBO = E log p(x|z) − KL(q(z|x) ‖ N(0, 1))", "KL = ½ (m² + v − 1 − log v)",
      "a step: v = s²/(WᵀW + s²), m = v Wᵀ(x − μ)/s²", "then W = E[(x − μ) m]/E[m² + v]",
      "s² = ½ E|x − μ − W z|²", "shown: decoded draws, x = μ + (W Wᵀ + s² I)^½ z",
    ],
    symbols: [
      .init("z", "the hidden number; in the last line two normal numbers"),
      .init("W", "the decoder's direction"),
      .init("μ", "the mean of the data"),
      .init("s", "the decoder's deviation"),
      .init("q", "the encoder's law"),
      .init("m", "the encoder's mean, linear in x"),
      .init("v", "the encoder's variance"),
      .init("KL", "the Kullback–Leibler divergence, here of N(m, v) from N(0, 1)"),
      .init("E", "the mean over data x, and over z from the encoder"),
    ],
    source: "lecture notes S0; Kingma & Welling 2014; Tipping & Bishop 1999; methods.md §15",
    law: "N(μ, W Wᵀ + s² I), in the end the Gaussian with the data's covariance",
    failure: "a linear decoder knows one Gaussian: several modes become one long one",
    needs: [],
    defaultLevels: 60,
    scoreEvaluations: 0)

  private let mean: Vector
  private let covariance: SymmetricMatrix
  /// W and s², and the encoder m(x) = `gain` · (x − μ) with variance v.
  public private(set) var loading: Vector
  public private(set) var noise: Double
  private var gain: Vector
  private var latentVariance = 1.0
  /// The normal pairs that are decoded: the start's particles.
  private var latents: Cloud?
  public var memoryBytes: Int { latents?.bytes ?? 0 }

  /// The first decoder is small and points where no axis of the data need be.
  public init(for scene: MethodScene) {
    mean = scene.density.mean
    covariance = scene.density.covariance + SymmetricMatrix(diagonal: 1e-12)
    loading = 0.1 * covariance.trace.squareRoot() * Vector(0.96, -0.28)
    noise = covariance.trace / 2
    gain = .zero
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels.map { _ in .clean } }

  public func start(count: Int, stream: NoiseStream) -> Cloud? { stream.normals(count: count) }

  public func target(of data: any Density) -> any Density {
    GaussianMixture(mean: mean, covariance: covariance)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    encode()
    decode()
    let latents = latents ?? cloud
    self.latents = latents
    cloud = latents
    cloud.apply(modelCovariance.squareRoot, mean)
    return StepReport(scoreEvaluations: 0)
  }

  /// The encoder that raises the ELBO most: the posterior of the decoder.
  private mutating func encode() {
    let precision = loading.dot(loading) + noise
    gain = loading / precision
    latentVariance = noise / precision
  }

  /// The decoder that raises it most for the encoder.
  private mutating func decode() {
    let cross = covariance * gain
    loading = cross / secondMoment
    noise = (covariance.trace - loading.dot(cross)) / 2
  }

  /// E[m² + v].
  private var secondMoment: Double { gain.dot(covariance * gain) + latentVariance }

  private var modelCovariance: SymmetricMatrix {
    SymmetricMatrix(outer: loading) + SymmetricMatrix(diagonal: noise)
  }

  /// E[E log p(x|z) − KL(q(z|x) ‖ N(0, 1))] over the data.
  public var evidenceBound: Double {
    let residual =
      covariance.trace - 2 * loading.dot(covariance * gain)
      + loading.dot(loading) * secondMoment
    let likelihood = -Elementary.log(2 * .pi * noise) - residual / (2 * noise)
    return likelihood - 0.5 * (secondMoment - 1 - Elementary.log(latentVariance))
  }

  /// E log p(x) over the data, in closed form: −log 2π − ½ log det C − ½ tr C⁻¹ S.
  public var logEvidence: Double {
    let inverse = modelCovariance.inverse
    let trace =
      inverse.xx * covariance.xx + 2 * inverse.xy * covariance.xy + inverse.yy * covariance.yy
    return -Elementary.log(2 * .pi) - 0.5 * Elementary.log(modelCovariance.determinant)
      - 0.5 * trace
  }

  public var law: (any Law)? {
    // Before the first step the particles are the latents.
    guard latents != nil else { return GaussianMixture.standard.law(at: .clean) }
    return GaussianMixture(mean: mean, covariance: modelCovariance).law(at: .clean)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let (lower, upper) = covariance.eigenvalues
    return [
      Reading("ELBO", evidenceBound, exact: logEvidence),
      Reading("|W|", loading.length, exact: max(0, upper - lower).squareRoot()),
      Reading("s²", noise, exact: lower),
    ]
  }
}
