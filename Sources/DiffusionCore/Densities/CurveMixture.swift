/// Curves with Gaussian thickness as dense mixtures, uniform along their length.
///
/// Components stand at most 0.7 deviations apart: the density along the curve then ripples by less
/// than 1e-16 (2 e^{−2π² (1/0.7)²}), so the mixture is the curve to Float64.
enum CurveMixture {
  /// How a set of strands is divided into parts.
  enum Division {
    /// Each strand is a part, of this name.
    case strands(String)
    /// Up to eight equal lengths of the one strand.
    case arcs
  }

  static let largestCount = 2000
  static let spacing = 0.7
  private static let arcCount = 8

  /// A mixture along the strands with deviation `noise` of the settings.
  ///
  /// - Parameters:
  ///   - strands: at least one of positive length.
  ///   - settings: holds `noise`.
  ///   - division: what the parts are.
  ///   - isFitted: whether the curve is moved and scaled into [−3, 3]² first.
  /// - Returns: a mixture with at most `largestCount` components.
  /// - Throws: `SettingError` where the noise is so small that the curve needs too many components.
  static func make(
    _ strands: [Strand], _ settings: Settings, division: Division, isFitted: Bool = true
  ) throws -> any Density {
    let noise = settings.number("noise")
    let strands = isFitted ? Strand.fitted(strands, halfWidth: 3) : strands
    let total = strands.reduce(0) { $0 + $1.length }
    let smallest = total / (spacing * Double(largestCount - strands.count))
    guard noise >= smallest else {
      throw SettingError(
        path: [.name("noise")],
        message: "\(noise) is too thin for a curve of length \(rounded(total))",
        hint: "use at least \(rounded(1.01 * smallest))")
    }
    var components: [GaussianMixture.Component] = []
    var partOfComponent: [Int] = []
    for (index, strand) in strands.enumerated() {
      let count = max(1, Int(strand.length / (spacing * noise)) + 1)
      for (position, mean) in strand.evenlySpaced(count).enumerated() {
        components.append(
          .init(
            weight: strand.length / Double(count), mean: mean,
            covariance: .init(diagonal: noise * noise)))
        switch division {
        case .strands: partOfComponent.append(index)
        case .arcs: partOfComponent.append(position * min(arcCount, count) / count)
        }
      }
    }
    let isDivided = (partOfComponent.last ?? 0) > 0
    return GaussianMixture(
      components, partName: isDivided ? division.name : "",
      partOfComponent: isDivided ? partOfComponent : [])
  }

  /// Three decimals, for a message.
  private static func rounded(_ value: Double) -> Double {
    value < 1e12 ? (value * 1000).rounded() / 1000 : value
  }
}

extension CurveMixture.Division {
  var name: String {
    switch self {
    case .strands(let name): name
    case .arcs: "arc"
    }
  }
}

/// One piece of a curve as a fine polyline.
struct Strand {
  var points: [Vector]

  init(points: [Vector]) { self.points = points }

  /// A smooth curve at 4097 equal steps of its parameter: chords miss a curve of length 30 by 1e-5.
  static func sampled(
    from start: Double, to end: Double, _ point: (Double) -> Vector
  ) -> Strand {
    let steps = 4096
    return Strand(
      points: (0...steps).map { step in
        let u = Double(step) / Double(steps)
        return point((1 - u) * start + u * end)
      })
  }

  var length: Double {
    zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0).length }
  }

  /// The middles of `count` equal lengths.
  func evenlySpaced(_ count: Int) -> [Vector] {
    let step = length / Double(count)
    var result: [Vector] = []
    var travelled = 0.0
    var segment = 0
    while result.count < count, segment + 1 < points.count {
      let (start, end) = (points[segment], points[segment + 1])
      let length = (end - start).length
      let target = (Double(result.count) + 0.5) * step
      if target <= travelled + length, length > 0 {
        result.append(start + (target - travelled) / length * (end - start))
      } else {
        travelled += length
        segment += 1
      }
    }
    // The last middle lies half a step before the end; rounding cannot move it past, but a strand of
    // length 0 has no segment to stand on.
    while result.count < count { result.append(points[points.count - 1]) }
    return result
  }

  /// The strands moved and scaled together so that they fill [−halfWidth, halfWidth]² as far as
  /// their shape allows.
  static func fitted(_ strands: [Strand], halfWidth: Double) -> [Strand] {
    let all = strands.flatMap(\.points)
    var lower = Vector(repeating: .infinity)
    var upper = Vector(repeating: -.infinity)
    for point in all {
      lower = Vector(min(lower.x, point.x), min(lower.y, point.y))
      upper = Vector(max(upper.x, point.x), max(upper.y, point.y))
    }
    let size = max(upper.x - lower.x, upper.y - lower.y)
    let scale = size > 0 ? 2 * halfWidth / size : 1
    let middle = 0.5 * (lower + upper)
    return strands.map { Strand(points: $0.points.map { scale * ($0 - middle) }) }
  }
}

extension Parameter {
  /// The Gaussian thickness of a curve.
  static func thickness(_ value: Double) -> Parameter {
    Parameter(
      "noise", .number(NumberRange(1e-3, 10)), default: .number(value),
      "thickness: the standard deviation around the curve")
  }
}
