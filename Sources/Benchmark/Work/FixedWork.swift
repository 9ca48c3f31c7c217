import DiffusionCore

/// The mixture, the network and the noise levels that all items share.
enum FixedWork {
  static let count = 8
  static let means: [Vector] = {
    let diagonal = 8.0.squareRoot()
    let quarter = [
      Vector(4, 0), Vector(diagonal, diagonal), Vector(0, 4), Vector(-diagonal, diagonal),
    ]
    return quarter + quarter.map { -1 * $0 }
  }()
  static let deviations: [Double] = (0..<count).map { 0.25 + 0.02 * Double($0) }
  static let weights: [Double] = {
    let raw = (0..<count).map { 1 + 0.1 * Double($0) }
    return raw.map { $0 / raw.reduce(0, +) }
  }()

  static let components = zip(zip(means, deviations), weights).map { place, weight in
    GaussianMixture.Component(
      weight: weight, mean: place.0, covariance: .init(diagonal: place.1 * place.1))
  }

  /// Gaussians on the same circle, each with a full covariance, longer than wide and turned.
  static func turnedComponents(_ count: Int) -> [GaussianMixture.Component] {
    (0..<count).map { index in
      let (sin, cos) = Elementary.sinCos(2 * .pi * Double(index) / Double(count))
      let covariance =
        0.09 * SymmetricMatrix(outer: Vector(cos, sin))
        + 0.16 * SymmetricMatrix(outer: Vector(-sin, cos)) + 0.02
        * SymmetricMatrix(xx: 0, xy: 1, yy: 0)
      return .init(weight: 1, mean: Vector(4 * cos, 4 * sin), covariance: covariance)
    }
  }

  /// 0.5 · 2^(i/2).
  static let frequencies: [Float] = (0..<8).map { i in
    let octave = Double(1 << (i / 2))
    return Float(0.5 * octave * (i % 2 == 0 ? 1.0 : 2.0.squareRoot()))
  }

  static func shape(_ width: Int, layers: Int = 3) -> PerceptronShape {
    PerceptronShape(conditioning: 16, hidden: .init(repeating: width, count: layers))
  }

  /// 10 · 0.001^(i/100), from most noise to least.
  static let sigmas: [Double] = {
    let exponents = (0...100).map { Float(2.302585092994046 - 0.06907755278982137 * Double($0)) }
    var values = exponents
    values.withUnsafeMutableBufferPointer { values in
      exponents.withUnsafeBufferPointer { Kernels.exponential($0, into: values) }
    }
    return values.map { Double($0) }
  }()
}
