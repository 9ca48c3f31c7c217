import DiffusionCore
import RealModule
import Testing

/// The exact posterior of a mixture against quadrature of prior times likelihood, in Float64.
@Suite struct InversePosteriorTests {
  private static let observations = [
    Observation(matrix: InverseScene.mixing, value: [0.3, -0.15], noise: 0.5),
    Observation(matrix: [Vector(1, 0)], value: [1.6], noise: 0.4),
    Observation(matrix: [Vector(0.7, -0.7), Vector(0.2, 1.1)], value: [0.1, 0.5], noise: 1.3),
  ]

  /// Sums over a grid of spacing h: for mixtures of Gaussians, whose spectra end, exact to rounding.
  private struct Quadrature {
    var mass = 0.0
    var mean = Vector.zero
    var square = SymmetricMatrix.zero
    var weights = [0.0, 0, 0]

    init(_ density: GaussianMixture, _ likelihood: (Vector) -> Double) {
      let (h, reach) = (0.06, 150)
      let law = density.noised(at: .clean)
      for i in -reach...reach {
        for j in -reach...reach {
          let point = Vector(Double(i) * h, Double(j) * h)
          let value = h * h * Double.exp(law.evaluate(at: point).logDensity) * likelihood(point)
          guard value > 1e-30 else { continue }
          mass += value
          mean += value * point
          square = square + value * SymmetricMatrix(outer: point)
          for (k, share) in law.responsibilities(at: point).enumerated() {
            weights[k] += value * share
          }
        }
      }
    }
  }

  @Test(arguments: observations)
  func `the posterior mixture has the evidence, mean, covariance and weights of quadrature`(
    observation: Observation
  ) throws {
    let tri = InverseScene.tri
    let posterior = tri.posterior(given: observation)
    let sum = Quadrature(tri) { .exp(observation.logLikelihood(of: $0)) }
    #expect(abs(tri.logEvidence(of: observation) - .log(sum.mass)) < 1e-9)
    let mean = sum.mean / sum.mass
    #expect((posterior.mean - mean).length < 1e-9)
    let covariance = (1 / sum.mass) * sum.square - SymmetricMatrix(outer: mean)
    #expect(abs(posterior.covariance.xx - covariance.xx) < 1e-9)
    #expect(abs(posterior.covariance.xy - covariance.xy) < 1e-9)
    #expect(abs(posterior.covariance.yy - covariance.yy) < 1e-9)
    for (found, wanted) in zip(posterior.parts.weights, sum.weights) {
      #expect(abs(found - wanted / sum.mass) < 1e-9)
    }
  }

  @Test func `the posterior's score is the prior's plus the likelihood's, by finite differences`() {
    for observation in Self.observations {
      let posterior = InverseScene.tri.posterior(given: observation).noised(at: .clean)
      let prior = InverseScene.tri.noised(at: .clean)
      for point in [Vector(0.2, -0.7), Vector(1.1, 1.9), Vector(-2, 0.3)] {
        let score = posterior.evaluate(at: point).score
        let sum = prior.evaluate(at: point).score + observation.likelihoodScore(at: point)
        #expect((score - sum).length < 1e-9 * (1 + sum.length))
        func log(_ x: Vector) -> Double {
          prior.evaluate(at: x).logDensity + observation.logLikelihood(of: x)
        }
        // Five points: the error is h⁴/30 of a fifth derivative and 1e-16/h.
        let h = 2e-3
        for (axis, unit) in [Vector(1, 0), Vector(0, 1)].enumerated() {
          let near = log(point + h * unit) - log(point - h * unit)
          let far = log(point + 2 * h * unit) - log(point - 2 * h * unit)
          #expect(abs((8 * near - far) / (12 * h) - score[axis]) < 1e-8 * (1 + abs(score[axis])))
        }
      }
    }
  }

  @Test func `noise on x before it is measured blurs the likelihood and not the prior`() {
    let observation = Observation(matrix: [Vector(0.8, 0.6)], value: [0.7], noise: 0.5)
    let gamma = 0.9
    // lik ∗ N(0, γ² I) by its own formula in one dimension: variance s_y² + γ² |c|².
    let variance = 0.25 + gamma * gamma
    let sum = Quadrature(InverseScene.tri) { x in
      let gap = 0.7 - Vector(0.8, 0.6).dot(x)
      return .exp(-gap * gap / (2 * variance))
    }
    let blurred = InverseScene.tri.posterior(given: observation, spread: gamma)
    #expect((blurred.mean - sum.mean / sum.mass).length < 1e-9)
    for (found, wanted) in zip(blurred.parts.weights, sum.weights) {
      #expect(abs(found - wanted / sum.mass) < 1e-9)
    }
  }

  @Test func `an almost exact measurement loses no digits`() {
    let gaussian = GaussianMixture(mean: Vector(1, 2), covariance: .init(xx: 2, xy: 0.5, yy: 1))
    let exact = Observation(matrix: [Vector(1, 0)], value: [3], noise: 1e-6)
    let posterior = gaussian.posterior(given: exact)
    // By hand: Var = s²/(1 + s²/2), and the regression of y on x.
    let s2 = 1e-12
    #expect(abs(posterior.covariance.xx / (s2 / (1 + s2 / 2)) - 1) < 1e-12)
    #expect(abs(posterior.covariance.yy - (1 - 0.25 / (2 + s2))) < 1e-12)
    #expect((posterior.mean - Vector(3 - s2, 2.5)).length < 1e-11)
  }

  @Test func `MAP is a stationary point that no point of a fine grid surpasses`() {
    for observation in Self.observations {
      let posterior = InverseScene.tri.posterior(given: observation)
      let law = posterior.noised(at: .clean)
      let mode = posterior.mode
      let best = law.evaluate(at: mode)
      #expect(best.score.length < 1e-9 * best.hessian.trace.magnitude)
      #expect(best.hessian.xx < 0 && best.hessian.determinant > 0)
      for i in -100...100 {
        for j in -100...100 {
          let point = Vector(Double(i) * 0.05, Double(j) * 0.05)
          #expect(law.evaluate(at: point).logDensity <= best.logDensity)
        }
      }
    }
  }

  @Test func `on a bimodal posterior MMSE lies between the modes and MAP on the heavier`() throws {
    let two = GaussianMixture(
      [
        .init(weight: 0.2, mean: Vector(-3, -3), covariance: .identity),
        .init(weight: 0.8, mean: Vector(3, 3), covariance: .identity),
      ], partName: "mode", partOfComponent: [0, 1])
    let root = 0.5.squareRoot()
    let difference = Observation(matrix: [Vector(root, -root)], value: [0], noise: 0.5)
    let posterior = two.posterior(given: difference)
    #expect(abs(posterior.parts.weights[0] - 0.2) < 1e-12)
    #expect((posterior.mean - Vector(1.8, 1.8)).length < 1e-12)
    #expect((posterior.mode - Vector(3, 3)).length < 1e-6)
    let law = posterior.noised(at: .clean)
    let depth =
      law.evaluate(at: posterior.mode).logDensity - law.evaluate(at: posterior.mean).logDensity
    #expect(depth > 1.4)
  }
}
