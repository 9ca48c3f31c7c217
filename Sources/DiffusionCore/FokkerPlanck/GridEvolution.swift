/// A density on a grid that is moved on beside particles, step by step.
struct GridEvolution: Sendable {
  private(set) var density: GridDensity
  private var kept: (level: NoiseLevel, flow: FokkerPlanckOperator)?

  var bytes: Int { 8 * density.grid.count }

  /// More substeps than these are not waited for.
  private static let substepLimit = 500.0

  init(_ law: any Law, on grid: PlaneGrid) {
    density = GridDensity(law, on: grid).normalised
  }

  /// Langevin diffusion at a level for a time: drift s, diffusion 1.
  ///
  /// With the exact score the drift is taken from differences of log p, so that the law itself stays
  /// as it is; any other score is taken at the faces of the cells.
  mutating func diffuse(for time: Double, implicitly: Bool, _ context: StepContext) {
    let grid = density.grid
    guard context.score is ExactScore else {
      let field = context.score.field(at: context.to)
      return advance(
        FokkerPlanckOperator(grid, linear: 0, score: 1, of: field), by: time, implicitly)
    }
    if kept?.level != context.to {
      let law = context.density.law(at: context.to)
      kept = (
        context.to, FokkerPlanckOperator(grid, potential: grid.logDensities(of: law))
      )
    }
    guard let flow = kept?.flow else { return }
    advance(flow, by: time, implicitly)
  }

  /// From one level to the next along a process, as towards the data as away from them.
  ///
  /// With Λ and G the integrals of drift and diffusion over the step: forward b = −Λ x, reverse
  /// b = Λ x + G s with the score in the middle of the step, and D = G/2, for a unit of time.
  mutating func follow(_ interval: ProcessInterval, score: (any ScoreField)?, implicitly: Bool) {
    guard interval.diffusion > 0 else { return }
    let linear = 2 * interval.drift / interval.diffusion
    let grid = density.grid
    let flow =
      score.map { FokkerPlanckOperator(grid, linear: linear, score: 2, of: $0) }
      ?? FokkerPlanckOperator(grid) { axis, cell in
        // The face lies between the middles of the two cells.
        let k = axis.rawValue
        return -linear * grid.spacing[k] * (grid.centre(cell)[k] + grid.spacing[k] / 2)
      }
    advance(flow, by: interval.diffusion / 2, implicitly)
  }

  private mutating func advance(
    _ flow: FokkerPlanckOperator, by amount: Double, _ implicitly: Bool
  ) {
    let isLong = amount * flow.largestOutflow > Self.substepLimit
    flow.advance(&density, by: amount, implicitly || isLong ? .implicit : .explicit)
  }

  /// The particles against the grid, and its mass.
  func readings(of cloud: Cloud) -> [Reading] {
    let histogram = HistogramDistance(of: cloud, density)
    return [
      Reading("TV to grid", histogram.value, exact: histogram.floor),
      Reading("grid mass", density.total, exact: 1),
    ]
  }

  /// Σ |p − q| against the exact law.
  func distance(to law: any Law) -> Reading {
    Reading("grid error", density.distance(to: GridDensity(law, on: density.grid)), exact: 0)
  }
}
