import DiffusionCore
import RealModule
import Testing

/// KL(q_T ‖ prior) against closed forms.
@Suite struct PriorGapTests {
  private let gaussian = GaussianMixture(
    mean: Vector(1.5, -0.7), covariance: SymmetricMatrix(xx: 0.8, xy: 0.3, yy: 1.4))

  /// KL between Gaussians of the plane (methods.md §14).
  private func closed(
    _ mean: Vector, _ p: SymmetricMatrix, _ centre: Vector, _ variance: Double
  ) -> Double {
    let shift = mean - centre
    return 0.5
      * (shift.dot(shift) / variance + 2 * Double.log(variance) - Double.log(p.determinant)
        + p.trace / variance - 2)
  }

  @Test(arguments: [0.002, 0.02, 0.3, 2, 5])
  func `for Gaussian data it is the divergence of two Gaussians, early and late`(time: Double)
    throws
  {
    let process = OrnsteinUhlenbeck(duration: 5)
    let level = process.level(at: time)
    let (a, b) = (level.signal, level.noise)
    let noised = (a * a) * gaussian.covariance + SymmetricMatrix(diagonal: b * b)
    let exact = closed(a * gaussian.mean, noised, .zero, 1)
    let gap = try #require(priorGap(of: gaussian, process: process, at: level))
    #expect(abs(gap - exact) < 1e-9 * max(1, exact), "\(gap) \(exact)")
  }

  @Test func `additive noise is held against the prior at the data's mean`() throws {
    let process = VarianceExploding(sigmaMax: 6)
    let level = process.level(sigma: 6)
    let noised = gaussian.covariance + SymmetricMatrix(diagonal: 36)
    let exact = closed(gaussian.mean, noised, gaussian.mean, 36)
    let gap = try #require(priorGap(of: gaussian, process: process, at: level))
    #expect(abs(gap - exact) < 1e-9, "\(gap) \(exact)")
  }

  @Test func `of two modes the mean alone is left late, and what is too narrow has no quadrature`()
    throws
  {
    let process = OrnsteinUhlenbeck(duration: 5)
    let mean = Scenes.two.mean
    let gap = try #require(
      priorGap(of: Scenes.two, process: process, at: process.level(at: 5)))
    // Terms of higher order are e^{−2T} of it, times the data's fourth powers.
    #expect(abs(gap / (Double.exp(-10) * mean.dot(mean) / 2) - 1) < 3e-3, "\(gap)")
    let points = PenPoint.density
    #expect(priorGap(of: points, process: process, at: process.level(at: 1e-9)) == nil)
    #expect(priorGap(of: Scenes.two, process: process, at: .clean) == nil)
  }

  private enum PenPoint {
    static let density = GaussianMixture(
      mean: Vector(1, 0), covariance: SymmetricMatrix(diagonal: 0))
  }
}
