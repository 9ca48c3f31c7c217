/// A standard normal restricted to an interval: the logarithm of its mass, its mean and variance.
///
/// The textbook ratios of densities to masses cancel for narrow intervals and in the tails. Here
/// they are used only where the interval holds the mode and is at least 1 wide; elsewhere the three
/// moments come from Gauss–Legendre quadrature of a positive integrand measured from the end nearest
/// to the mode, which cannot cancel. Every value has a relative error below 1e-12.
struct TruncatedNormal {
  /// log ∫ φ over the interval; −∞ for an empty one.
  private(set) var logMass = -Double.infinity
  /// The logarithm of the mean of φ over the interval: φ itself for an empty one.
  private(set) var logAverage: Double
  /// E[u].
  private(set) var mean: Double
  /// Var[u] − 1, the second derivative of `logMass` by a shift of the interval.
  private(set) var excess = -1.0
  /// Var[u].
  private(set) var variance = 0.0
  /// Where E[u] lies, from 0 at the end nearest to 0 to 1 at the other.
  private(set) var fraction = 0.5
  /// Var[u] over the squared width.
  private(set) var relativeVariance = 1.0 / 12
  /// Whether the end nearest to 0 is the upper one.
  let isReflected: Bool
  /// Whether the closed forms were used: the interval holds 0 and is at least 1 wide.
  let holdsMode: Bool

  init(lower: Double, upper: Double) {
    let width = lower == upper ? 0 : upper - lower
    self.init(lower: lower, upper: upper, width: width)
  }

  /// The same with the width `upper` − `lower` where it is known better than their difference.
  init(lower: Double, upper: Double, width: Double) {
    let isNumber = !(lower.isNaN || upper.isNaN || width.isNaN)
    // Beyond this the squares leave the range.
    let limit = 1e150
    let lower = max(-limit, min(limit, lower))
    let upper = max(-limit, min(limit, upper))
    isReflected = lower + upper < 0
    let near = isReflected ? -upper : lower
    let far = isReflected ? -lower : upper
    holdsMode = near < 0 && width >= 1
    mean = near
    logAverage = -0.5 * near * near - Elementary.halfLog2Pi
    guard isNumber else {
      (logMass, logAverage, mean) = (.nan, .nan, .nan)
      (excess, variance, fraction, relativeVariance) = (.nan, .nan, .nan, .nan)
      return
    }
    if holdsMode {
      integrateAroundMode(near: near, far: far, width: width)
    } else if width > 1e-100 {
      integrateFromEdge(near: near, width: min(width, limit))
    }
    if isReflected { mean = -mean }
  }

  /// Closed forms on [near, far], near < 0 < |near| ≤ far.
  private mutating func integrateAroundMode(near: Double, far: Double, width: Double) {
    let outside = Elementary.normalCDF(near) + Elementary.normalCDF(-far)
    let mass = 1 - outside
    let nearDensity = Elementary.inverseSquareRootOf2Pi * Elementary.exp(-0.5 * near * near)
    // φ(near) − φ(far) = φ(near) (1 − e^{(near² − far²)/2})
    let fall = -Elementary.expm1(-0.5 * (far + near) * (far - near))
    let farDensity = nearDensity * (1 - fall)
    logMass = Elementary.log1p(-outside)
    logAverage = logMass - Elementary.log(width)
    mean = nearDensity * fall / mass
    excess = (near * nearDensity - far * farDensity) / mass - mean * mean
    variance = 1 + excess
    fraction = (mean - near) / width
    relativeVariance = variance / width / width
  }

  /// Quadrature of e^{−near t − t²/2} over t in [0, width], cut where it has fallen by e⁻⁴⁴.
  ///
  /// With 16 nodes a panel over which the exponent falls by 14 at most and that is 3 wide at most
  /// has a relative error below 1e-18 (the remainder term of the rule).
  private mutating func integrateFromEdge(near: Double, width: Double) {
    let cut = near >= 0 ? 88 / (near + (near * near + 88).squareRoot()) : width
    let length = min(width, cut)
    let fall = length * (near + 0.5 * length)
    let panels = 1 + Int(max(0, fall / 14, length / 3))
    let half = 0.5 * length / Double(panels)
    var (mass, first, second) = (0.0, 0.0, 0.0)
    for panel in 0..<panels {
      let middle = Double(2 * panel + 1) * half
      for node in GaussLegendre.sixteen {
        let t = middle + half * node.position
        let value = node.weight * Elementary.exp(-t * (near + 0.5 * t))
        mass += value
        first += value * t
        second += value * t * t
      }
    }
    let offset = first / mass
    mean = near + offset
    variance = second / mass - offset * offset
    excess = variance - 1
    fraction = offset / width
    relativeVariance = variance / width / width
    // `logAverage` holds log φ(near) here.
    logMass = logAverage + Elementary.log(mass * half)
    logAverage += Elementary.log(mass * half / width)
  }
}

/// Nodes and weights of Gauss–Legendre quadrature on [−1, 1].
enum GaussLegendre {
  struct Node: Sendable {
    var position: Double
    var weight: Double
  }

  /// The 16-point rule.
  static let sixteen: [Node] = [
    Node(position: -0.9894009349916499, weight: 0.027152459411754096),
    Node(position: -0.9445750230732326, weight: 0.062253523938647894),
    Node(position: -0.8656312023878318, weight: 0.09515851168249279),
    Node(position: -0.755404408355003, weight: 0.12462897125553388),
    Node(position: -0.6178762444026438, weight: 0.14959598881657674),
    Node(position: -0.45801677765722737, weight: 0.16915651939500254),
    Node(position: -0.2816035507792589, weight: 0.18260341504492358),
    Node(position: -0.09501250983763744, weight: 0.1894506104550685),
    Node(position: 0.09501250983763744, weight: 0.1894506104550685),
    Node(position: 0.2816035507792589, weight: 0.18260341504492358),
    Node(position: 0.45801677765722737, weight: 0.16915651939500254),
    Node(position: 0.6178762444026438, weight: 0.14959598881657674),
    Node(position: 0.755404408355003, weight: 0.12462897125553388),
    Node(position: 0.8656312023878318, weight: 0.09515851168249279),
    Node(position: 0.9445750230732326, weight: 0.062253523938647894),
    Node(position: 0.9894009349916499, weight: 0.027152459411754096),
  ]
}
