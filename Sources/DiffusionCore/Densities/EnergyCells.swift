/// A density cut into smooth overlapping cells, each replaced by the Gaussian of its own mass, mean
/// and covariance: a dense mixture that can be noised.
///
/// The cells are products of quintic B-splines in the parameters (s, t) of the lines of quadrature,
/// so they follow its breaks and its widths, and their sum is 1. Where the density is locally a
/// Gaussian, so nearly is a cell's share of it, whatever its slope; what is left are third moments
/// within a cell, and less of them the more noise is added. Measured at draws of the kinds of the
/// catalog against the convolution by quadrature: log p is off by 0.005 in the mean and by 0.04 at
/// most for σ ≤ 0.1, in the thin ends of valleys and funnels, and by 0.001 and 0.005 for σ = 1.
struct EnergyCells {
  /// Nodes of the rule a cell is apart from the next.
  static let spacing = 2
  /// Cells with less than this share of the mass are put together into one broad one, so that the
  /// moments of the whole are kept.
  private static let least = 1e-8

  /// A sum of mass, first and second moments.
  private struct Sums {
    var mass = 0.0
    var first = Vector.zero
    var second = SymmetricMatrix.zero

    mutating func add(_ share: Double, of other: Sums) {
      mass += share * other.mass
      first += share * other.first
      second = second + share * other.second
    }
  }

  /// Along x, where curved valleys bend within a cell, and along y, where the density given x is
  /// the closer to a Gaussian.
  private let outerRule = FlatEndedRule(count: 512)
  private let innerRule = FlatEndedRule(count: 192)
  /// The six splines that are not 0 at a node, by its place between two cells.
  private let splines: [[Double]]

  init() {
    splines = (0..<Self.spacing).map { Self.splines(at: Double($0) / Double(Self.spacing)) }
  }

  /// The mixture of a density whose values are `density`.
  func mixture<Potential: Energy>(
    of energy: Potential, density: (Vector) -> Double
  ) -> GaussianMixture {
    let outer = energy.outerBreaks
    var components: [GaussianMixture.Component] = []
    var partOfComponent: [Int] = []
    for (lower, upper) in zip(outer, outer.dropFirst()) where upper > lower {
      let part = energy.part(of: Vector((lower + upper) / 2, 0))
      var rest = Sums()
      var found: [Sums] = []
      for sums in strip(energy, from: lower, to: upper, density) {
        if sums.mass > Self.least { found.append(sums) } else { rest.add(1, of: sums) }
      }
      let own = (found + [rest]).compactMap(Self.component)
      components += own
      partOfComponent += own.map { _ in part }
    }
    return GaussianMixture(
      components, partName: energy.cuts.isEmpty ? "" : energy.partName,
      partOfComponent: energy.cuts.isEmpty ? [] : partOfComponent)
  }

  /// The moments of every cell between two breaks along x.
  private func strip<Potential: Energy>(
    _ energy: Potential, from lower: Double, to upper: Double, _ density: (Vector) -> Double
  ) -> [Sums] {
    var result: [Sums] = []
    for i in 1..<outerRule.count {
      let x = outerRule.node(i, from: lower, to: upper)
      let weight = outerRule.weight(i, from: lower, to: upper)
      let column = column(energy.breaks(along: .y, at: x), at: x, weight: weight, density)
      if result.isEmpty {
        result = .init(repeating: Sums(), count: count(outerRule) * column.count)
      }
      for (k, share) in splines[i % Self.spacing].enumerated() {
        let row = (i / Self.spacing + k) * column.count
        for (index, sums) in column.enumerated() where sums.mass > 0 {
          result[row + index].add(share, of: sums)
        }
      }
    }
    return result
  }

  /// The moments of the cells along one line, piece after piece.
  private func column(
    _ breaks: [Double], at x: Double, weight: Double, _ density: (Vector) -> Double
  ) -> [Sums] {
    let cells = count(innerRule)
    var result = [Sums](repeating: Sums(), count: cells * (breaks.count - 1))
    for piece in 0..<breaks.count - 1 where breaks[piece + 1] > breaks[piece] {
      let (lower, upper) = (breaks[piece], breaks[piece + 1])
      for j in 1..<innerRule.count {
        let point = Vector(x, innerRule.node(j, from: lower, to: upper))
        let mass = weight * innerRule.weight(j, from: lower, to: upper) * density(point)
        guard mass > 0 else { continue }
        let own = Sums(
          mass: mass, first: mass * point, second: mass * SymmetricMatrix(outer: point))
        let start = piece * cells + j / Self.spacing
        for (k, share) in splines[j % Self.spacing].enumerated() {
          result[start + k].add(share, of: own)
        }
      }
    }
    return result
  }

  /// Cells along a piece: one for every spline that is not 0 all over it.
  private func count(_ rule: FlatEndedRule) -> Int { rule.count / Self.spacing + 5 }

  private static func component(_ sums: Sums) -> GaussianMixture.Component? {
    guard sums.mass > 0 else { return nil }
    let mean = sums.first / sums.mass
    let covariance = (1 / sums.mass) * sums.second - SymmetricMatrix(outer: mean)
    guard covariance.xx > 0, covariance.yy > 0, covariance.determinant > 0 else { return nil }
    return .init(weight: sums.mass, mean: mean, covariance: covariance)
  }

  /// The values of the uniform quintic B-spline at f, f + 1, … f + 5, the last cell first.
  private static func splines(at f: Double) -> [Double] {
    /// (x)₊⁵ summed with the signs of the sixth difference.
    func value(_ x: Double) -> Double {
      let binomials = [1.0, -6, 15, -20, 15, -6]
      return binomials.enumerated().reduce(0) { sum, term in
        let d = max(0, x - Double(term.offset))
        return sum + term.element * d * d * d * d * d / 120
      }
    }
    return (0..<6).map { value(f + 5 - Double($0)) }
  }
}
