import DiffusionCore
import RealModule
import Testing

/// A clean distribution as many weighted points, made from its settings by quadrature: what is known
/// of it without any formula for noised laws.
struct CleanNodes {
  var points: [Vector] = []
  /// The sum is 1.
  var weights: [Double] = []
  /// The noise over the signal that will be added: how far apart points may lie.
  private let sigma: Double

  init(_ settings: Settings, sigma: Double) throws {
    self.sigma = sigma
    try add(settings, weight: 1)
  }

  private mutating func add(_ settings: Settings, weight: Double) throws {
    switch settings.text("type") {
    case "mixture":
      let parts = settings.objects("parts")
      let total = parts.reduce(0) { $0 + $1.number("weight") }
      for part in parts { try add(part, weight: weight * part.number("weight") / total) }
    case "transform": try addTransformed(settings, weight: weight)
    case "drawing": addCells(settings, rows: Self.digits(settings), aspect: 2, weight: weight)
    case "image":
      let rows = settings.list("pixels").map { $0.list.map { 1 - $0.number } }
      addCells(settings, rows: rows, aspect: 1, weight: weight)
    case "checkerboard": addBoard(settings, weight: weight)
    case "boxes":
      let boxes = settings.objects("boxes")
      let total = boxes.reduce(0) { $0 + $1.number("weight") }
      for box in boxes {
        addBox(
          box.numbers("x"), box.numbers("y"), weight: weight * box.number("weight") / total)
      }
    case "laplace": addLaplace(settings, weight: weight)
    default: try addMade(settings, weight: weight)
    }
  }

  private static func digits(_ settings: Settings) -> [[Double]] {
    let lines = settings.list("rows").map { value -> [Double] in
      guard case .text(let line) = value else { return [] }
      return line.map { Double(String($0)) ?? 0 }
    }
    let longest = lines.map(\.count).max() ?? 0
    return lines.map { $0 + Array(repeating: 0, count: longest - $0.count) }
  }

  /// Cells around the origin, the first row at the top.
  private mutating func addCells(
    _ settings: Settings, rows: [[Double]], aspect: Double, weight: Double
  ) {
    let (columns, count) = (Double(rows[0].count), Double(rows.count))
    let width =
      settings.contains("width") ? settings.number("width") : 6 * min(1, columns / aspect / count)
    let cell = Vector(width / columns, aspect * width / columns)
    let total = rows.joined().reduce(0, +)
    for (row, values) in rows.enumerated() {
      for (column, value) in values.enumerated() where value > 0 {
        let left = (Double(column) - columns / 2) * cell.x
        let top = (count / 2 - Double(row)) * cell.y
        addBox([left, left + cell.x], [top - cell.y, top], weight: weight * value / total)
      }
    }
  }

  private mutating func addBoard(_ settings: Settings, weight: Double) {
    let side = settings.integer("side")
    let step = settings.number("width") / Double(side)
    let cells = (0..<side * side).filter { ($0 / side + $0 % side) % 2 == 0 }
    for cell in cells {
      let x = (Double(cell / side) - Double(side) / 2) * step
      let y = (Double(cell % side) - Double(side) / 2) * step
      addBox([x, x + step], [y, y + step], weight: weight / Double(cells.count))
    }
  }

  private mutating func addTransformed(_ settings: Settings, weight: Double) throws {
    let scale: Vector
    if case .number(let factor)? = settings["scale"] {
      scale = Vector(factor, factor)
    } else {
      scale = settings.vector("scale")
    }
    let angle = settings.number("rotate") * Double.pi / 180
    let shift = settings.vector("translate")
    // What is shrunk needs its points no closer than it is; they must only be made close enough.
    let inner = try CleanNodes(
      settings.object("data"), sigma: sigma / max(abs(scale.x), abs(scale.y)))
    for (point, own) in zip(inner.points, inner.weights) {
      let p = scale * point
      points.append(
        Vector(
          .cos(angle) * p.x - .sin(angle) * p.y, .sin(angle) * p.x + .cos(angle) * p.y)
          + shift)
      weights.append(weight * own)
    }
  }

  /// Gaussians component by component, and energies by e^{−u} alone.
  private mutating func addMade(_ settings: Settings, weight: Double) throws {
    let density = try makeDensity(settings)
    if let energy = (density as? any EnergyHolder)?.anyEnergy {
      return addEnergy(energy, weight: weight)
    }
    let mixture = try #require(density as? GaussianMixture)
    for component in mixture.components {
      let s = component.covariance
      guard s.xx > 0 else {
        points.append(component.mean)
        weights.append(weight * component.weight)
        continue
      }
      // Times the noise's own Gaussian, this is 0.7 deviations: e⁻⁴⁰ is missed.
      let step = 0.7 / (1 + s.eigenvalues.1 / (sigma * sigma)).squareRoot()
      let count = Int((8 / step).rounded(.up))
      let line = (-count...count).map { Double($0) * step }
      let masses = line.map { Double.exp(-$0 * $0 / 2) * step / (2 * Double.pi).squareRoot() }
      let root = s.xx.squareRoot()
      let rest = (s.yy - s.xy * s.xy / s.xx).squareRoot()
      for (u, p) in zip(line, masses) {
        for (v, q) in zip(line, masses) {
          points.append(component.mean + Vector(root * u, s.xy / root * u + rest * v))
          weights.append(weight * component.weight * p * q)
        }
      }
    }
  }

  private mutating func addBox(_ x: [Double], _ y: [Double], weight: Double) {
    let (across, up) = (Line(x[0], x[1], panel: sigma), Line(y[0], y[1], panel: sigma))
    let area = (x[1] - x[0]) * (y[1] - y[0])
    for (u, p) in zip(across.places, across.weights) {
      for (v, q) in zip(up.places, up.weights) {
        points.append(Vector(u, v))
        weights.append(weight * p * q / area)
      }
    }
  }

  /// exp(−|x − m|²/2s² − g) in the coordinates in which it is a product, with breaks at the kinks.
  private mutating func addLaplace(_ settings: Settings, weight: Double) {
    let (middle, s) = (settings.vector("mean"), settings.number("sigma"))
    let lambda = settings.number("lambda")
    let isTV = settings.text("penalty") == "tv"
    let half = 0.5.squareRoot()
    let first = isTV ? Vector(half, -half) : Vector(1, 0)
    let second = isTV ? Vector(half, half) : Vector(0, 1)
    func masses(_ center: Double, _ slope: Double) -> Line {
      var line = Line(-9 * s - abs(center), 0, panel: min(sigma, s))
      line.append(Line(0, 9 * s + abs(center), panel: min(sigma, s)))
      for (index, c) in line.places.enumerated() {
        let u = (c - center) / s
        line.weights[index] *= Double.exp(-u * u / 2 - slope * abs(c))
      }
      return line.normalised
    }
    let one = masses(
      middle.x * first.x + middle.y * first.y, isTV ? lambda / half : lambda)
    let two = masses(middle.x * second.x + middle.y * second.y, isTV ? 0 : lambda)
    for (u, p) in zip(one.places, one.weights) {
      for (v, q) in zip(two.places, two.weights) {
        points.append(u * first + v * second)
        weights.append(weight * p * q)
      }
    }
  }

  private mutating func addEnergy(_ energy: any Energy, weight: Double) {
    var nodes: [(Vector, Double)] = []
    for (left, right) in zip(energy.breaks, energy.breaks.dropFirst()) {
      let across = Line(left, right, panel: (right - left) / 40)
      for (x, p) in zip(across.places, across.weights) {
        let inner = energy.breaks(along: .y, at: x)
        for (low, high) in zip(inner, inner.dropFirst()) where high > low {
          let up = Line(low, high, panel: (high - low) / 25)
          for (y, q) in zip(up.places, up.weights) {
            let mass = p * q * Double.exp(-energy.value(at: Vector(x, y)))
            if mass > 1e-14 { nodes.append((Vector(x, y), mass)) }
          }
        }
      }
    }
    let total = nodes.reduce(0) { $0 + $1.1 }
    points += nodes.map(\.0)
    weights += nodes.map { weight * $0.1 / total }
  }

  /// Places and weights of six-point Gauss–Legendre quadrature on panels of at most a length.
  struct Line {
    var places: [Double] = []
    var weights: [Double] = []

    private static let nodes: [(Double, Double)] = [
      (0.2386191860831969, 0.4679139345726910), (0.6612093864662645, 0.3607615730481386),
      (0.9324695142031521, 0.1713244923791704),
    ]

    init(_ lower: Double, _ upper: Double, panel: Double) {
      let count = max(1, Int(((upper - lower) / (0.75 * panel)).rounded(.up)))
      let half = (upper - lower) / Double(2 * count)
      for index in 0..<count {
        let middle = lower + Double(2 * index + 1) * half
        for (place, weight) in Self.nodes {
          places += [middle - half * place, middle + half * place]
          weights += [half * weight, half * weight]
        }
      }
    }

    mutating func append(_ other: Line) {
      places += other.places
      weights += other.weights
    }

    var normalised: Line {
      var result = self
      let total = weights.reduce(0, +)
      result.weights = weights.map { $0 / total }
      return result
    }
  }
}

/// Densities made of an energy, whatever it is.
protocol EnergyHolder {
  var anyEnergy: any Energy { get }
}

extension EnergyDensity: EnergyHolder {
  var anyEnergy: any Energy { energy }
}

// MARK: - Noised quantities as plain sums

extension CleanNodes {
  struct Noised {
    var logDensity: Double
    var score: Vector
    var hessian: SymmetricMatrix
    var mean: Vector
    var covariance: SymmetricMatrix
  }

  /// Everything at a point by Bayes's rule on the nodes.
  func noised(at y: Vector, _ level: NoiseLevel) -> Noised {
    let (a, variance) = (level.signal, level.noise * level.noise)
    let exponents = points.map { point -> Double in
      let d = y - a * point
      return -d.dot(d) / (2 * variance)
    }
    let best = exponents.max() ?? 0
    var (mass, first) = (0.0, Vector.zero)
    let shares = zip(exponents, weights).map { Double.exp($0 - best) * $1 }
    for (share, point) in zip(shares, points) {
      mass += share
      first += share * point
    }
    let mean = first / mass
    let covariance = zip(shares, points).reduce(SymmetricMatrix.zero) {
      $0 + ($1.0 / mass) * SymmetricMatrix(outer: $1.1 - mean)
    }
    return Noised(
      logDensity: best + .log(mass / (2 * .pi * variance)),
      score: (a * mean - y) / variance,
      hessian: (a * a / variance / variance) * covariance
        - SymmetricMatrix(diagonal: 1 / variance), mean: mean, covariance: covariance)
  }

  func marginal(_ axis: Axis, at value: Double, _ level: NoiseLevel) -> Double {
    zip(points, weights).reduce(0) { sum, next in
      let z = (value - level.signal * next.0[axis.rawValue]) / level.noise
      return sum + next.1 * Double.exp(-z * z / 2)
    } / (level.noise * (2 * Double.pi).squareRoot())
  }

  var moments: (mass: Double, mean: Vector, covariance: SymmetricMatrix) {
    let mean = zip(points, weights).reduce(Vector.zero) { $0 + $1.1 * $1.0 }
    let covariance = zip(points, weights).reduce(SymmetricMatrix.zero) {
      $0 + $1.1 * SymmetricMatrix(outer: $1.0 - mean)
    }
    return (weights.reduce(0, +), mean, covariance)
  }
}
