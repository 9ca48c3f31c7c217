/// The plain twin of the mixture kernels: one particle at a time.
///
/// Exponents are binary. Components are taken in groups of sixteen; the greatest exponent is brought up to date once a
/// group, which scales what was summed before.
package struct PlainMixture {
  private let mixture: MixtureKernel
  private static let group = 16
  private static let lowest: Float = -86

  package init(_ mixture: MixtureKernel) { self.mixture = mixture }

  /// The greatest exponent, and the sums relative to it.
  private struct Sums {
    var greatest: Float = 0
    var weight: Float = 0
    var x: Float = 0
    var y: Float = 0
  }

  /// Component k at a point: the exponent, and P (μ − x) divided by `factor`.
  private func term(
    _ k: Int, _ x: Float, _ y: Float
  ) -> (exponent: Float, factor: Float, x: Float, y: Float) {
    let dx = mixture.parameter(.meanX, k) - x
    let dy = mixture.parameter(.meanY, k) - y
    let xx = mixture.parameter(.precisionXX, k)
    if mixture.isIsotropic {
      let square = fusedMultiplyAdd(dy, dy, dx * dx)
      let exponent = fusedMultiplyAdd(
        mixture.parameter(.half, k), square, mixture.parameter(.logWeight, k))
      return (exponent, xx, dx, dy)
    }
    let xy = mixture.parameter(.precisionXY, k)
    let hx = fusedMultiplyAdd(xy, dy, xx * dx)
    let hy = fusedMultiplyAdd(mixture.parameter(.precisionYY, k), dy, xy * dx)
    let square = fusedMultiplyAdd(hy, dy, hx * dx)
    return (fusedMultiplyAdd(-0x1.715476p-1, square, mixture.parameter(.logWeight, k)), 1, hx, hy)
  }

  private func relative(_ exponent: Float) -> Float {
    exponent < Self.lowest ? 0 : PlainMath.binaryPowerInRange(exponent)
  }

  private func sums(_ x: Float, _ y: Float) -> Sums {
    var sums = Sums()
    for start in stride(from: 0, to: mixture.count, by: Self.group) {
      let members = start..<min(start + Self.group, mixture.count)
      var greatest = start == 0 ? term(0, x, y).exponent : sums.greatest
      for k in members {
        let exponent = term(k, x, y).exponent
        greatest = exponent > greatest ? exponent : greatest
      }
      if start > 0 {
        let scale = relative(sums.greatest - greatest)
        sums.weight *= scale
        sums.x *= scale
        sums.y *= scale
      }
      sums.greatest = greatest
      for k in members {
        let term = term(k, x, y)
        let e = relative(term.exponent - greatest)
        sums.weight += e
        sums.x = fusedMultiplyAdd(e * term.factor, term.x, sums.x)
        sums.y = fusedMultiplyAdd(e * term.factor, term.y, sums.y)
      }
    }
    return sums
  }

  package func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices {
      let sums = sums(x[index], y[index])
      let inverse = 1 / sums.weight
      scoreX[index] = inverse * sums.x
      scoreY[index] = inverse * sums.y
    }
  }

  package func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices {
      let sums = sums(x[index], y[index])
      result[index] = fusedMultiplyAdd(
        sums.greatest, 0x1.62e43p-1, PlainMath.logarithm(sums.weight))
    }
  }

  /// Adds each component's responsibilities for one block: sixteen sums in Float32, particle i in
  /// sum i mod 16, then those in order in Float64.
  package func addResponsibilities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>, to result: inout [Double]
  ) {
    let particles = x.indices.map { sums(x[$0], y[$0]) }
    for k in 0..<mixture.count {
      var lanes = [Float](repeating: 0, count: 16)
      for (index, sums) in particles.enumerated() {
        let e = relative(term(k, x[index], y[index]).exponent - sums.greatest)
        lanes[index % 16] = fusedMultiplyAdd(e, 1 / sums.weight, lanes[index % 16])
      }
      result[k] += lanes.reduce(0.0) { $0 + Double($1) }
    }
  }
}
