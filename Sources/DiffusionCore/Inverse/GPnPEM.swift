/// Expectation–maximisation by generative plug and play: samples and the unknown φ of C(φ) in turn.
///
/// Many measurements share φ, each with chains of its own: particle i belongs to measurement i modulo
/// their number M. A level is a GPnP step of two halves, and after it the φ that suits the chains best.
public struct GPnPEM: Sampler {
  public static let card = MethodCard(
    name: "gpnp-em",
    title: "GPnP–EM",
    detail: "unknown C(φ)",
    idea: "The measuring device itself is unknown. Posterior samples under the present guess of "
      + "it are drawn, then the guess is fitted to them, and so on: expectation and "
      + "maximisation.",
    family: .inverse,
    rule: [
      "y_m = C(φ) x_m + v_m, m = 1 … M, one φ for all",
      "for σ₀ > … > σ_L, γ = √β σ, two steps each:",
      "F0: x ← (1 − β) x + β D(x, σ) + γ z",
      "F1: x ← Q (Cᵀy_m/s_y² + x/γ²) + γ z,  C = C(φ)",
      "φ ← argmin Σ |y_m − C(φ) x|² over all chains",
      "gain C = φ C₀: φ = Σ y_m·C₀ x / Σ |C₀ x|²",
      "angle C = [cos φ, sin φ] = c: least cᵀ A c − 2 b·c",
    ],
    symbols: [
      .init("y_m", "measurement m"),
      .init("C", "the matrix of the measurement; what is unknown of it is φ"),
      .init("x_m", "the datum behind measurement m"),
      .init("v_m", "the noise of measurement m"),
      .init("M", "the number of measurements"),
      .init("γ", "the deviation of the noise that each step adds"),
      .init("F", "the two steps: F0 the prior's, F1 the measurement's"),
      .init("x", "a particle: a sample of x_m, some for each m"),
      .init("Q", "(CᵀC/s_y² + I/γ²)⁻¹"),
      .init("φ", "what is unknown of C: its gain or its angle"),
      .init("C₀", "C for φ = 1"),
      .init("c", "the row [cos φ, sin φ]"),
      .init("A", "Σ x xᵀ over all chains"),
      .init("b", "Σ y_m x over all chains"),
    ],
    source: "Bouman & Buzzard 2023; lecture notes S1 (erratum E44); methods.md §10",
    law:
      "chains: p(x | y_m; φ) with φ near the maximum of the likelihood; φ scatters the "
      + "more the fewer chains",
    failure:
      "an angle lags towards its start, by 0.1 in 300 levels, or ends on a lower hill of "
      + "the likelihood",
    needs: [.score] + InverseProblem.needs + [.unknown],
    defaultLevels: 500)

  public static let knobs = [
    Knob<Self>(
      "beta", symbol: "β", \.beta, in: NumberRange(0, 1, includesLower: false), default: "0.25",
      "step size β", stepOf: "x + βσ² s + √β σ z"),
    Knob<Self>(
      "phi", symbol: "φ", \.phi, in: .any, default: "1 for a gain, 0 for an angle",
      "φ at the start, for the exact EM beside too"),
  ]

  public var beta = 0.25
  /// φ at the start.
  public var phi: Double
  /// φ of the last M-step; nil before the first.
  private var found: Double?
  /// φ of exact EM after as many steps from the same start; nil before the first.
  private var exactPhi: Double?
  private var turn = GeneratorTurn.prior
  private var sigma: Double
  private let likelihood: OperatorLikelihood
  private let observation: Observation
  /// The φ of the largest likelihood, and that likelihood.
  private let best: (phi: Double, logLikelihood: Double)

  private var phiNow: Double { found ?? phi }

  public init(for scene: MethodScene) {
    guard let data = scene.density as? GaussianMixture, let observation = scene.observation else {
      preconditionFailure("what a method needs is checked when the scene is loaded")
    }
    likelihood = OperatorLikelihood(data: data, observation: observation)
    self.observation = observation
    sigma = scene.levels.first?.noise ?? 0
    phi = likelihood.unknown == .angle ? 0 : 1
    let maximum = likelihood.maximum
    best = (maximum, likelihood.logLikelihood(maximum))
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    AnnealedLangevin.ladder(levels, repeats: 2)
  }

  /// An odd number of steps begins with F1, so that F1 is the last one as ever.
  public mutating func skip(_ steps: Int) {
    if steps % 2 == 1 { turn.toggle() }
  }

  /// N(E[x₀], σ₀² I).
  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    GaussianMixture(
      mean: likelihood.data.mean, covariance: SymmetricMatrix(diagonal: sigma * sigma)
    )
    .noised(at: .clean).sample(count: count, stream: stream)
  }

  /// What the chains of all measurements together should follow in the end, at the best φ.
  public func target(of data: any Density) -> any Density { likelihood.posterior(best.phi) }

  public var law: (any Law)? {
    likelihood.posterior(phiNow, blurredBy: sigma).law(at: .clean)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    sigma = context.to.noise
    let gamma = beta.squareRoot() * sigma
    switch turn {
    case .prior:
      cloud.denoisePartly(share: beta, sigma: sigma, noise: gamma, context)
    case .measurement:
      let fit = AffineMap(
        proximal: likelihood.observation(0, phiNow), values: likelihood.measurements, gamma: gamma,
        noise: .isotropic)
      cloud.apply(fit, context)
      exactPhi = likelihood.expectationMaximisation(exactPhi ?? phi)
      maximise(over: cloud)
    }
    let evaluations = turn == .prior ? 1 : 0
    turn.toggle()
    return StepReport(scoreEvaluations: evaluations)
  }

  /// The M-step: the φ under which the chains explain their measurements best.
  private mutating func maximise(over cloud: Cloud) {
    let measurements = likelihood.measurements
    var moments = OperatorMoments(rows: measurements[0].count)
    for index in 0..<cloud.count {
      let point = cloud[index]
      moments.add(
        measurements[index % measurements.count], mean: point, square: SymmetricMatrix(outer: point)
      )
    }
    let next = moments.best(for: likelihood.unknown)
    if next.isFinite { found = next }
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let now = [
      Reading(likelihood.unknown.symbol, phiNow, exact: best.phi),
      Reading("log p(y; φ)", likelihood.logLikelihood(phiNow), exact: best.logLikelihood),
    ]
    let beside = exactPhi.map { [Reading("exact EM", $0, exact: best.phi)] } ?? []
    return now + beside + [Reading("true φ", observation.truth)]
  }

  /// For an angle: the direction found and the one of the largest likelihood.
  public var landmarks: [Landmark] {
    guard likelihood.unknown == .angle else { return [] }
    let radius = 2 * likelihood.data.covariance.trace.squareRoot()
    return [
      Landmark("φ", radius * likelihood.unknown.matrix(phiNow)[0]),
      Landmark("best φ", radius * likelihood.unknown.matrix(best.phi)[0]),
    ]
  }
}
