/// Noising, and beside the particles the density by the Fokker–Planck equation of the process.
public struct FokkerPlanckForward: Sampler {
  public static let card = MethodCard(
    name: "fokker-planck-forward",
    title: "Fokker–Planck",
    detail: "noising",
    idea: "The density of the noised data, computed on a grid by the equation of noising, "
      + "beside its exact solution and beside the particles.",
    family: .density,
    course: .forward,
    rule: [
      "dX = f X dt + g dB:  ∂q/∂t = −div(f x q) + ½ g² Δq",
      "OU, f = −1, g² = 2:  ∂q/∂t = div(x q) + Δq",
      "between cells i, i + 1 of side h flows, with D = ½ g²,",
      "F = (D/h) [B(−Pe) qᵢ − B(Pe) qᵢ₊₁]", "Pe = f x h/D,  B(x) = x/(eˣ − 1)",
      "particles: the exact transition", "grid error: Σ |q − exact q| over the cells",
    ],
    symbols: [
      .init("f", "the drift's factor, −1 for OU"),
      .init("q", "the density of the noised data"),
      .init("Δq", "the Laplacian of q: spreading"),
      .init("i", "the number of a cell"),
      .init("h", "the side of a cell"),
      .init("F", "the flow from a cell to the next"),
      .init("B", "a function that weighs both cells by the drift between them"),
      .init("qᵢ", "the density in cell i"),
      .init("Pe", "the Péclet number: drift against spreading within a cell"),
    ],
    source: "lecture notes S3 (erratum E33: the Laplacian); methods.md §12",
    law:
      "the grid's q(t); the exact law of the noised data is known beside it, for all "
      + "data with a density",
    failure: "what is narrower than a cell is blurred; grid error 0.001 for modes four cells wide",
    needs: [.density],
    defaultLevels: 200,
    scoreEvaluations: 0)

  public static let knobs = [GridKnobs.cells(\Self.cells), GridKnobs.implicit(\Self.implicit)]

  public var cells = 96.0
  public var implicit = 0.0
  private let density: any Density
  private let levels: [NoiseLevel]
  private var level: NoiseLevel
  private var evolution: GridEvolution?
  public var memoryBytes: Int { evolution?.bytes ?? 0 }

  public init(for scene: MethodScene) {
    density = scene.density
    levels = scene.levels
    level = scene.levels.last ?? .clean
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels.reversed() }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.to, to: context.from)
    var grid = current
    grid.follow(interval, score: nil, implicitly: implicit != 0)
    evolution = grid
    level = context.to
    cloud.affineUpdate(
      position: interval.forwardSignal, score: 0, at: context.from, noise: interval.forwardNoise,
      context)
    return StepReport(scoreEvaluations: 0)
  }

  private var current: GridEvolution {
    evolution
      ?? GridEvolution(
        density.law(at: level), on: PlaneGrid(of: density, at: levels, cells: Int(cells)))
  }

  public var law: (any Law)? {
    GridLaw(current.density, at: level, parts: density.law(at: level))
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let grid = current
    return grid.readings(of: cloud) + [grid.distance(to: density.law(at: level))]
  }
}
