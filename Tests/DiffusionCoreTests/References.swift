import DiffusionCore
import TestSupport
import Testing

/// The tables of Tests/Fixtures, made in high precision by references.py.
enum References {
  /// One row of elementary.txt.
  struct Value: Sendable, CustomTestStringConvertible {
    var function: String
    var arguments: [Double]
    var expected: Double

    var testDescription: String { "\(function)\(arguments)" }
  }

  static func elementary() throws -> [Value] {
    try rows("elementary").map { row in
      let numbers = try row.dropFirst().map { try #require(Double($0)) }
      return Value(
        function: String(row[0]), arguments: Array(numbers.dropLast()),
        expected: try #require(numbers.last))
    }
  }

  /// One row of a table of laws.
  struct Case: Sendable {
    var level: NoiseLevel
    var point: Vector
    /// The parameters of each component.
    var components: [[Double]]
    /// Log density, score, Hessian, posterior mean and covariance, density of x, and for Gaussians
    /// the dispersion.
    var expected: [Double]
  }

  static func laws(_ name: String, parameters: Int) throws -> [Case] {
    try rows(name).map { row in
      let numbers = try row.map { try #require(Double($0)) }
      let count = Int(numbers[4])
      let components = (0..<count).map { index in
        Array(numbers[(5 + parameters * index)..<(5 + parameters * (index + 1))])
      }
      return Case(
        level: NoiseLevel(time: 0, signal: numbers[0], noise: numbers[1]),
        point: Vector(numbers[2], numbers[3]), components: components,
        expected: Array(numbers[(5 + parameters * count)...]))
    }
  }

  private static func rows(_ name: String) throws -> [[Substring]] {
    try Repository.text("Tests/Fixtures/\(name).txt")
      .split(separator: "\n").map { $0.split(separator: " ") }
  }
}

/// Densities that tests share.
enum Scenes {
  static let two = GaussianMixture(modes: [
    .init(weight: 0.2, mean: Vector(-3, -3), covariance: .identity),
    .init(weight: 0.8, mean: Vector(3, 3), covariance: .identity),
  ])

  static let tri = GaussianMixture(modes: [
    .init(weight: 0.5, mean: Vector(-2.5, 0), covariance: .init(xx: 0.3, xy: 0.2, yy: 0.6)),
    .init(weight: 0.3, mean: Vector(2, 2), covariance: .init(xx: 1, xy: -0.6, yy: 0.5)),
    .init(weight: 0.2, mean: Vector(1.5, -2.5), covariance: .init(xx: 0.25, xy: 0, yy: 0.8)),
  ])

  static let points = GaussianMixture(points: [
    Vector(-2, 1), Vector(0.5, 0.25), Vector(1, -2), Vector(2.5, 2), Vector(2.5, 2),
  ])

  /// A sample of every kind, by name, and the mixtures above.
  static func all() throws -> [(name: String, density: any Density)] {
    var result: [(String, any Density)] = [("two", two), ("tri", tri), ("points", points)]
    for sample in try DensitySamples.all() where sample.name != "points" {
      result.append((sample.name, sample.density))
    }
    return result
  }

  static func defaults(of parameters: [Parameter]) -> Settings {
    Settings(
      parameters.compactMap { parameter in
        parameter.defaultValue.map { .init(name: parameter.name, value: $0) }
      })
  }

  /// Levels of both kinds of process, from σ = 0.05 to 20.
  static let levels: [NoiseLevel] = [0.05, 0.3, 1.5, 20].flatMap { sigma in
    [NoiseLevel.additive(sigma: sigma), OrnsteinUhlenbeck().level(sigma: sigma)]
  }
}

/// |a − b| over the larger of |b| and `scale`.
func relativeError(_ a: Double, _ b: Double, scale: Double = 0) -> Double {
  a == b ? 0 : abs(a - b) / max(abs(b), scale)
}
