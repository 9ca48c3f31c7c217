/// Langevin particles, and beside them the density that they have, by the Fokker–Planck equation.
public struct FokkerPlanck: Sampler {
  public static let card = MethodCard(
    name: "fokker-planck",
    title: "Fokker–Planck",
    detail: "Langevin",
    idea:
      "Instead of following particles, solves the equation of their density on a grid: "
      + "the score carries it uphill, noise spreads it. It is what endlessly many "
      + "particles would do; the particles run beside it.",
    family: .density,
    rule: [
      "∂p/∂t = −div(s p) + Δp,  s = ∇ log of the target",
      "on a grid: between cells i and i + 1 of side h flows",
      "F = (1/h) [B(−Pe) pᵢ − B(Pe) pᵢ₊₁]", "Pe = h s,  B(x) = x/(eˣ − 1)",
      "beside it particles: x ← x + τ s + √(2τ) z",
      "TV: ½ Σ |share of particles − p| over 144 blocks",
    ],
    symbols: [
      .init("p", "the density of the particles at time t"),
      .init("Δp", "the Laplacian of p: spreading"),
      .init("F", "the flow from a cell to the next"),
      .init("h", "the side of a cell"),
      .init("B", "a function that weighs both cells by the drift between them"),
      .init("pᵢ", "the density in cell i"),
      .init("Pe", "the Péclet number: drift against spreading within a cell"),
      .init("i", "the number of a cell"),
      .init("z", "a pair of standard normal numbers, new in every step"),
    ],
    source: "lecture notes S0 (errata E8, E9); Scharfetter & Gummel 1969; methods.md §12",
    law:
      "the grid's p(t), drawn as the background; it tends to the target, which is "
      + "exactly at rest",
    failure:
      "mass crosses a ridge of height ΔU only at a rate e^−ΔU, so that modes long keep "
      + "the weights of the start; the particles differ from the grid by O(τ)",
    needs: [.score, .smooth],
    defaultLevels: 500)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive, default: "0.05 s_min²",
      "time on the grid a step, and step size τ", stepOf: "x + τ s + √(2τ) z"),
    GridKnobs.cells(\.cells), GridKnobs.implicit(\.implicit),
  ]

  public var tau: Double
  public var cells = 96.0
  public var implicit = 0.0
  private let density: any Density
  private let box: [Extent]
  private let initial: GaussianMixture
  private var level: NoiseLevel
  private var evolution: GridEvolution?
  public var memoryBytes: Int { evolution?.bytes ?? 0 }

  /// The start is a Gaussian in the middle of the shown plane, a sixth of its sides wide.
  public init(for scene: MethodScene) {
    tau = 0.05 * scene.smallestDeviation * scene.smallestDeviation
    density = scene.density
    level = scene.levels.last ?? .clean
    let bounds = scene.bounds
    box = [bounds, scene.density.extent]
    let sides = Vector(bounds.xMax - bounds.xMin, bounds.yMax - bounds.yMin) / 6
    initial = GaussianMixture(
      mean: Vector(bounds.xMin + bounds.xMax, bounds.yMin + bounds.yMax) / 2,
      covariance: SymmetricMatrix(xx: sides.x * sides.x, xy: 0, yy: sides.y * sides.y))
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    initial.law(at: .clean).sample(count: count, stream: stream)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    var grid = current
    grid.diffuse(for: tau, implicitly: implicit != 0, context)
    evolution = grid
    level = context.to
    cloud.affineUpdate(
      position: 1, score: tau, at: context.to, noise: (2 * tau).squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }

  private var current: GridEvolution {
    evolution
      ?? GridEvolution(
        initial.law(at: .clean), on: PlaneGrid(covering: box, cells: Int(cells)))
  }

  public var law: (any Law)? {
    GridLaw(current.density, at: level, parts: density.law(at: level))
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let grid = current
    let target = GridDensity(density.law(at: level), on: grid.density.grid).normalised
    return grid.readings(of: cloud)
      + [Reading("KL to target", grid.density.divergence(from: target))]
  }
}

/// The knobs that all methods with a grid have.
enum GridKnobs {
  static func cells<Root>(
    _ path: any WritableKeyPath<Root, Double> & Sendable
  ) -> Knob<Root> {
    Knob(
      "cells", path, in: NumberRange(16, 256), default: "96", "cells along each side of the grid",
      isCount: true)
  }

  static func implicit<Root>(
    _ path: any WritableKeyPath<Root, Double> & Sendable
  ) -> Knob<Root> {
    Knob(
      "implicit", path, in: NumberRange(0, 1), default: "0",
      "1: one implicit step on the grid, 0: explicit ones", isCount: true)
  }
}
