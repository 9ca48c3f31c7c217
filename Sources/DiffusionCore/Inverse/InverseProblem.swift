/// What every method for y = C x + v knows of its scene: the data, the measurement, the exact answer.
struct InverseProblem: Sendable {
  let data: GaussianMixture
  let observation: Observation
  /// The law of x given y.
  let posterior: GaussianMixture
  /// The mean of the posterior, the best guess in the mean square, and its highest point.
  let meanPoint: Vector
  let mode: Vector

  /// - Precondition: the scene has an observation and its data are a mixture of Gaussians.
  init(_ scene: MethodScene) {
    guard let data = scene.density as? GaussianMixture, let observation = scene.observation else {
      preconditionFailure("what a method needs is checked when the scene is loaded")
    }
    self.data = data
    self.observation = observation
    posterior = data.posterior(given: observation)
    meanPoint = posterior.mean
    mode = posterior.mode
  }

  static let needs: [MethodNeed] = [.mixture, .observation]

  var landmarks: [Landmark] { [Landmark("MMSE", meanPoint), Landmark("MAP", mode)] }

  /// The data under noise of deviation γ, given the measurement: ∝ lik(x) p_γ(x).
  func blurredPosterior(_ gamma: Double) -> GaussianMixture {
    data.blurred(by: gamma).posterior(given: observation)
  }

  /// The largest curvature of −log lik, ‖C‖²/s_y².
  var stiffness: Double {
    observation.gram.eigenvalues.1 / (observation.noise * observation.noise)
  }

  /// Draws about the data's mean with a deviation.
  func start(deviation: Double, count: Int, stream: NoiseStream) -> Cloud {
    GaussianMixture(mean: data.mean, covariance: SymmetricMatrix(diagonal: deviation * deviation))
      .noised(at: .clean).sample(count: count, stream: stream)
  }
}

// MARK: - Readings

extension InverseProblem {
  /// Root mean squares over the cloud, beside those of the law it should follow: what the measurement
  /// leaves unexplained, and the distances to the two marked points.
  func readings(of cloud: Cloud, under law: GaussianMixture) -> [Reading] {
    func exact(_ point: Vector) -> Double {
      let shift = law.mean - point
      return (law.covariance.trace + shift.dot(shift)).squareRoot()
    }
    return [
      Reading("|y − Cx|", rms(cloud) { misfit($0) }, exact: misfit(under: law).squareRoot()),
      Reading("|x − MMSE|", rms(cloud) { squaredDistance($0, meanPoint) }, exact: exact(meanPoint)),
      Reading("|x − MAP|", rms(cloud) { squaredDistance($0, mode) }, exact: exact(mode)),
    ]
  }

  /// The same for an ascent, whose particles end on peaks: beside the values at the highest of them.
  func readings(of cloud: Cloud, peak: Vector) -> [Reading] {
    [
      Reading("|y − Cx|", rms(cloud) { misfit($0) }, exact: misfit(peak).squareRoot()),
      Reading(
        "|x − MAP|", rms(cloud) { squaredDistance($0, mode) }, exact: (peak - mode).length),
      Reading("at the top", share(of: cloud, near: peak)),
    ]
  }

  /// Particles within a tenth of the data's smallest deviation.
  private func share(of cloud: Cloud, near peak: Vector) -> Double {
    let reach = 0.1 * data.smallestDeviation
    let found = (0..<cloud.count).count { (cloud[$0] - peak).length < reach }
    return Double(found) / Double(max(1, cloud.count))
  }

  private func squaredDistance(_ a: Vector, _ b: Vector) -> Double { (a - b).dot(a - b) }

  /// |y − C x|².
  private func misfit(_ x: Vector) -> Double {
    zip(observation.value, observation.apply(x)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// E |y − C x|² = |y − C m|² + tr C S Cᵀ.
  private func misfit(under law: GaussianMixture) -> Double {
    observation.matrix.reduce(misfit(law.mean)) { $0 + $1.dot(law.covariance * $1) }
  }

  func rms(_ cloud: Cloud, _ square: (Vector) -> Double) -> Double {
    let sum = (0..<cloud.count).reduce(0.0) { $0 + square(cloud[$1]) }
    return (sum / Double(max(1, cloud.count))).squareRoot()
  }
}
