import DiffusionCore
import RealModule
import Testing

/// The mixture kernels against the formulas in Float64.
@Suite struct KernelsMixtureTests {
  private struct Reference {
    var means: [Vector]
    var covariances: [SymmetricMatrix]
    var weights: [Double]

    init(_ count: Int, isIsotropic: Bool) {
      var random = RandomSource(NoiseStream(seed: 4, stream: UInt64(count)))
      means = (0..<count).map { _ in Vector(5 * random.normal(), 5 * random.normal()) }
      weights = (0..<count).map { _ in 0.1 + random.uniform() }
      covariances = (0..<count).map { _ in
        let xx = 0.2 + random.uniform()
        let yy = 0.2 + random.uniform()
        let xy = (random.uniform() - 0.5) * (xx * yy).squareRoot()
        return isIsotropic
          ? SymmetricMatrix(diagonal: xx) : SymmetricMatrix(xx: xx, xy: xy, yy: yy)
      }
    }

    var kernel: MixtureKernel {
      MixtureKernel(means: means, covariances: covariances, weights: weights)
    }

    /// log p, ∇ log p and responsibilities, and the greatest error that Float32 may make in each:
    /// an exponent t is rounded to |t| ε a few times, and weights err by what exponents do.
    func evaluate(
      _ point: Vector
    ) -> (log: Double, score: Vector, shares: [Double], tolerance: (Double, Double)) {
      let pulls = means.indices.map { covariances[$0].inverse * (means[$0] - point) }
      let logs = means.indices.map { k in
        Double.log(weights[k]) - 0.5 * Double.log(covariances[k].determinant)
          - Double.log(2 * .pi) - 0.5 * pulls[k].dot(means[k] - point)
      }
      let greatest = logs.reduce(-.infinity, max)
      let terms = logs.map { Double.exp($0 - greatest) }
      let sum = terms.reduce(0, +)
      let shares = terms.map { $0 / sum }
      let score = zip(shares, pulls).reduce(Vector.zero) { $0 + $1.0 * $1.1 }
      let epsilon = 0x1p-24
      let size = logs.filter { $0 > greatest - 20 }.map { abs($0) }.reduce(1, max)
      let pull = zip(pulls, logs).filter { $0.1 > greatest - 20 }.map { $0.0.length }.reduce(1, max)
      return (
        greatest + Double.log(sum), score, shares, (16 * epsilon * size, 32 * epsilon * size * pull)
      )
    }
  }

  @Test(arguments: [1, 8, 50, 400], [true, false])
  func `scores and log densities are those of the mixture`(count: Int, isIsotropic: Bool) {
    let reference = Reference(count, isIsotropic: isIsotropic)
    let kernel = reference.kernel
    let particles = 500
    let normals = NoiseStream(seed: 9, stream: 1).normals(count: particles)
    let x = normals.x.map { 6 * $0 }
    let y = normals.y.map { 6 * $0 }
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        var scoreY = [Float](repeating: 0, count: particles)
        let scoreX = filled(particles) { scoreX in
          scoreY.withUnsafeMutableBufferPointer {
            kernel.scores(x: x, y: y, scoreX: scoreX, scoreY: $0)
          }
        }
        let logs = filled(particles) { kernel.logDensities(x: x, y: y, into: $0) }
        let means = kernel.meanResponsibilities(x: x, y: y)
        var expected = [Double](repeating: 0, count: count)
        for index in 0..<particles {
          let exact = reference.evaluate(Vector(Double(x[index]), Double(y[index])))
          #expect(abs(Double(logs[index]) - exact.log) < exact.tolerance.0)
          let error = Vector(Double(scoreX[index]), Double(scoreY[index])) - exact.score
          #expect(error.length < exact.tolerance.1)
          for k in 0..<count { expected[k] += exact.shares[k] / Double(particles) }
        }
        #expect(abs(means.reduce(0, +) - 1) < 1e-5)
        for k in 0..<count { #expect(abs(means[k] - expected[k]) < 2e-5) }
      }
    }
  }

  @Test func `far from every component the nearest rules`() {
    let kernel = MixtureKernel(
      means: [Vector(-1, 0), Vector(1, 0)],
      covariances: [SymmetricMatrix(diagonal: 1e-4), SymmetricMatrix(diagonal: 1e-4)],
      weights: [0.5, 0.5])
    let x: [Float] = [1000, -1000, 1.5]
    let y: [Float] = [0, 0, 0]
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        var scoreY = [Float](repeating: 1, count: 3)
        let scoreX = filled(3) { scoreX in
          scoreY.withUnsafeMutableBufferPointer {
            kernel.scores(x: x, y: y, scoreX: scoreX, scoreY: $0)
          }
        }
        #expect(scoreX == [-9_990_000, 9_990_000, -5000])
        #expect(scoreY == [0, 0, 0])
        #expect(kernel.meanResponsibilities(x: x, y: y) == [1.0 / 3, 2.0 / 3])
      }
    }
  }

  @Test func `no particles have no responsibilities`() {
    let kernel = randomMixture(3, isIsotropic: true)
    let none: [Float] = []
    none.withUnsafeBufferPointer { none in
      #expect(kernel.meanResponsibilities(x: none, y: none) == [0, 0, 0])
    }
  }
}
