/// Plug and play by half-quadratic splitting: fit the measurement, denoise, and couple ever closer.
public struct PnP: Sampler {
  public static let card = MethodCard(
    name: "pnp",
    title: "plug and play",
    detail: "half-quadratic splitting",
    idea: "Takes turns between two easy tasks: a least-squares fit to the measurement, and a "
      + "denoiser plugged in where a prior belongs; a growing coupling β draws the two "
      + "results together.",
    family: .inverse,
    rule: [
      "x = (CᵀC + 2β I)⁻¹ (Cᵀy + 2β v)",
      "v ← D(x, σ),  σ = s_y/√(2β)",
      "β ← min(growth β, betaMax)",
    ],
    symbols: [
      .init("x", "the fit to the measurement, kept near v"),
      .init("y", "the measurement"),
      .init("v", "the copy of x that the denoiser gives; it is shown"),
      .init("D", "the denoiser: the mean of the clean datum given v and noise σ"),
    ],
    source: "Venkatakrishnan et al. 2013; lecture notes S0; methods.md §10",
    law: "points: about the local maxima of the posterior, as β grows",
    failure: "the mean D stands in for a maximum, so no energy falls; at a fixed β x and v differ",
    needs: [.score] + InverseProblem.needs,
    defaultLevels: 60)

  public static let knobs = [
    Knob<Self>(
      "beta", symbol: "β", \.beta, in: .positive, default: "0.5", "coupling β of x and v at first"),
    Knob<Self>(
      "growth", \.growth, in: NumberRange(1, 10), default: "1.2",
      "factor of β after each step; 1 keeps it fixed"),
    Knob<Self>("betaMax", \.largestBeta, in: .positive, default: "50", "where β stays"),
  ]

  public var beta = 0.5
  public var growth = 1.2
  public var largestBeta = 50.0
  private let bounds: Extent
  private let problem: InverseProblem

  public init(for scene: MethodScene) {
    problem = InverseProblem(scene)
    bounds = scene.bounds
  }

  /// The noise that each step's denoiser takes away; as many as the schedule has levels.
  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    var coupling = beta
    let ladder = levels.map { _ in
      defer { coupling = max(coupling, min(growth * coupling, largestBeta)) }
      return NoiseLevel.additive(sigma: problem.observation.noise / (2 * coupling).squareRoot())
    }
    return AnnealedLangevin.ladder(ladder, repeats: 1)
  }

  /// The uniform law on the shown plane: every hill has particles on it.
  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    let width = Float(bounds.xMax - bounds.xMin)
    let height = Float(bounds.yMax - bounds.yMin)
    return Cloud(
      x: stream.child(1).uniforms(count: count).map { Float(bounds.xMin) + width * $0 },
      y: stream.child(2).uniforms(count: count).map { Float(bounds.yMin) + height * $0 })
  }

  public func target(of data: any Density) -> any Density { problem.posterior }

  public var law: (any Law)? { problem.posterior.law(at: .clean) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let sigma = context.to.noise
    let fit = AffineMap(
      proximal: problem.observation, values: [problem.observation.value], gamma: sigma,
      noise: .none)
    cloud.apply(fit, context)
    cloud.affineUpdate(position: 1, score: sigma * sigma, at: context.to, noise: 0, context)
    return StepReport(scoreEvaluations: 1)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let fit = AffineMap(
      proximal: problem.observation, values: [problem.observation.value],
      gamma: context.to.noise, noise: .none)
    let gap = problem.rms(cloud) { v in
      let change = fit.linear * v + fit.shifts[0] - v
      return change.dot(change)
    }
    return [Reading("|x − v|", gap)] + problem.readings(of: cloud, peak: problem.mode)
  }

  public var landmarks: [Landmark] { problem.landmarks }
}
