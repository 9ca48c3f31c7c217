import DiffusionCore
import Glibc

/// A mixture of Gaussians, its density, score and conditional laws written out in Float64 by libm.
struct TraceMixture: Sendable {
  var weights: [Double]
  var means: [Vector]
  var covariances: [SymmetricMatrix]

  /// The data of most traces.
  static let data = TraceMixture(
    weights: [0.5, 0.3, 0.2], means: [Vector(-1.5, 0), Vector(1, 1), Vector(0.5, -1.5)],
    covariances: [
      SymmetricMatrix(xx: 0.3, xy: 0.2, yy: 0.6), SymmetricMatrix(xx: 0.8, xy: -0.5, yy: 0.5),
      SymmetricMatrix(xx: 0.25, xy: 0, yy: 0.8),
    ])

  /// As the data of a scene.
  var json: String {
    let components = weights.indices.map { k in
      let (mean, s) = (means[k], covariances[k])
      return """
        {"weight": \(weights[k]), "mean": [\(mean.x), \(mean.y)], \
        "covariance": [[\(s.xx), \(s.xy)], [\(s.xy), \(s.yy)]]}
        """
    }
    return "{\"type\": \"gmm\", \"components\": [\(components.joined(separator: ", "))]}"
  }

  var mean: Vector { weights.indices.reduce(.zero) { $0 + weights[$1] * means[$1] } }

  var covariance: SymmetricMatrix {
    weights.indices.reduce(SymmetricMatrix.zero) {
      let d = means[$1] - mean
      return $0 + weights[$1] * (covariances[$1] + SymmetricMatrix(outer: d))
    }
  }

  /// s_min² of methods.md §0.
  var smallestVariance: Double {
    covariances.map { ($0.trace - spread($0)) / 2 }.min() ?? 0
  }

  /// λ₁ − λ₂ of a matrix.
  private func spread(_ m: SymmetricMatrix) -> Double { hypot(m.xx - m.yy, 2 * m.xy) }

  /// The law of a x₀ + b n.
  func noised(_ a: Double, _ b: Double) -> TraceMixture {
    TraceMixture(
      weights: weights, means: means.map { a * $0 },
      covariances: covariances.map { a * a * $0 + SymmetricMatrix(diagonal: b * b) })
  }

  /// The law of x₀ given y = C x₀ + v, by Bayes' rule with precisions.
  func posterior(_ rows: [Vector], _ y: [Double], noise: Double) -> TraceMixture {
    var result = self
    for k in weights.indices {
      let s2 = noise * noise
      let precision = rows.reduce(covariances[k].inverse) {
        $0 + 1 / s2 * SymmetricMatrix(outer: $1)
      }
      let pull = zip(rows, y).reduce(covariances[k].inverse * means[k]) {
        $0 + $1.1 / s2 * $1.0
      }
      result.covariances[k] = precision.inverse
      result.means[k] = precision.inverse * pull
      // p(y) = p(x) p(y | x)/p(x | y) at x = 0.
      let before = means[k].dot(covariances[k].inverse * means[k])
      let after = pull.dot(precision.inverse * pull)
      let ratio = (precision.inverse.determinant / covariances[k].determinant).squareRoot()
      let misfit = y.reduce(0) { $0 + $1 * $1 } / s2
      result.weights[k] *= ratio * exp(0.5 * (after - before - misfit))
    }
    let total = result.weights.reduce(0, +)
    result.weights = result.weights.map { $0 / total }
    return result
  }

  /// p(x₀ | a x₀ + b n = x).
  func posterior(at x: Vector, _ a: Double, _ b: Double) -> TraceMixture {
    posterior([Vector(a, 0), Vector(0, a)], [x.x, x.y], noise: b)
  }

  /// The component is the first whose cumulative share exceeds u, and of it mean + root z.
  func draw(_ u: Double, _ z: Vector, blur: Double = 0) -> Vector {
    var sum = 0.0
    var k = 0
    for index in weights.indices {
      sum += weights[index]
      k = index
      if sum > u { break }
    }
    return means[k] + (covariances[k] + SymmetricMatrix(diagonal: blur * blur)).root * z
  }

  /// Log density of each component, and the score of it.
  private func logTerms(_ x: Vector) -> [(log: Double, pull: Vector)] {
    weights.indices.map { k in
      let d = means[k] - x
      let pull = covariances[k].inverse * d
      let size = 2 * .pi * covariances[k].determinant.squareRoot()
      return (log(weights[k] / size) - 0.5 * d.dot(pull), pull)
    }
  }

  /// Responsibility and score of each component.
  private func terms(_ x: Vector) -> [(share: Double, pull: Vector)] {
    let (terms, total) = (logTerms(x), logDensity(x))
    return terms.map { (exp($0.log - total), $0.pull) }
  }

  func logDensity(_ x: Vector) -> Double {
    let logs = logTerms(x).map { $0.log }
    let top = logs.max() ?? 0
    return top + log(logs.reduce(0) { $0 + exp($1 - top) })
  }

  func score(_ x: Vector) -> Vector {
    terms(x).reduce(.zero) { $0 + $1.share * $1.pull }
  }

  /// ∇² log p.
  func hessian(_ x: Vector) -> SymmetricMatrix {
    let terms = terms(x)
    let sum = terms.indices.reduce(SymmetricMatrix.zero) { sum, k in
      let own = SymmetricMatrix(outer: terms[k].pull) - covariances[k].inverse
      return sum + terms[k].share * own
    }
    return sum - SymmetricMatrix(outer: score(x))
  }
}

extension SymmetricMatrix {
  /// The symmetric root: (M + √det I)/√(tr M + 2 √det).
  var root: SymmetricMatrix {
    let d = determinant.squareRoot()
    return 1 / (trace + 2 * d).squareRoot() * (self + SymmetricMatrix(diagonal: d))
  }

  /// The matrix with the same eigenvectors, by angle, and f of the eigenvalues.
  func function(_ f: (Double) -> Double) -> SymmetricMatrix {
    let angle = 0.5 * atan2(2 * xy, xx - yy)
    let first = Vector(cos(angle), sin(angle))
    let second = Vector(-first.y, first.x)
    return f(first.dot(self * first)) * SymmetricMatrix(outer: first)
      + f(second.dot(self * second)) * SymmetricMatrix(outer: second)
  }
}
