/// Denoising, and beside the particles the density by the Fokker–Planck equation of the reverse SDE.
public struct FokkerPlanckReverse: Sampler {
  public static let card = MethodCard(
    name: "fokker-planck-reverse",
    title: "Fokker–Planck",
    detail: "denoising",
    idea: "The density of the reverse process computed on a grid: what its particles would do "
      + "if there were endlessly many, with the exact score or a learned one.",
    family: .density,
    course: .reverse,
    rule: [
      "noising dX = f X dt + g dB, time back u = T − t:",
      "∂p/∂u = −div(b p) + ½ g² Δp,  b = −f x + g² s",
      "OU, f = −1, g² = 2:  ∂p/∂u = −div((x + 2 s) p) + Δp",
      "s = ∇ log q at time T − u, exact or learned",
      "between cells i, i + 1 of side h flows, with D = ½ g²,",
      "F = (D/h) [B(−Pe) pᵢ − B(Pe) pᵢ₊₁]", "Pe = h b/D,  B(x) = x/(eˣ − 1)",
      "particles: Euler–Maruyama; grid error: Σ |p − exact q|",
    ],
    symbols: [
      .init("f", "the drift's factor, −1 for OU"),
      .init("u", "time run backwards"),
      .init("p", "the density of the reverse process at u"),
      .init("b", "the drift of the reverse process"),
      .init("Δp", "the Laplacian of p: spreading"),
      .init("dt", "a short time"),
      .init("q", "the density of the noised data"),
      .init("i", "the number of a cell"),
      .init("h", "the side of a cell"),
      .init("F", "the flow from a cell to the next"),
      .init("B", "a function that weighs both cells by the drift between them"),
      .init("pᵢ", "the density in cell i"),
      .init("Pe", "the Péclet number: drift against spreading within a cell"),
    ],
    source: "lecture notes S3 (errata E33, E34, E35); methods.md §12",
    law: "the grid's p(u): the law of the particles with whatever score moves them",
    failure:
      "cells half as wide as a mode err by 3 %; −div(x p) − Δp, the same on paper, "
      + "undoes spreading, which no grid can follow",
    defaultLevels: 200)

  public static let knobs = [GridKnobs.cells(\Self.cells), GridKnobs.implicit(\Self.implicit)]

  public var cells = 96.0
  public var implicit = 0.0
  private let density: any Density
  private let levels: [NoiseLevel]
  private let prior: GaussianMixture
  private var level: NoiseLevel
  private var evolution: GridEvolution?
  public var memoryBytes: Int { evolution?.bytes ?? 0 }

  public init(for scene: MethodScene) {
    density = scene.density
    levels = scene.levels
    level = scene.levels.first ?? .clean
    prior = scene.process.prior(of: scene.density, at: level)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.from, to: context.to)
    // The middle of the step makes the grid of second order in it.
    let middle = context.process.level(at: (context.from.time + context.to.time) / 2)
    var grid = current
    grid.follow(interval, score: context.score.field(at: middle), implicitly: implicit != 0)
    evolution = grid
    level = context.to
    cloud.affineUpdate(
      position: 1 + interval.drift, score: interval.diffusion, at: context.from,
      noise: interval.diffusion.squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }

  private var current: GridEvolution {
    evolution
      ?? GridEvolution(
        prior.law(at: .clean), on: PlaneGrid(of: density, at: levels, cells: Int(cells)))
  }

  public var law: (any Law)? {
    GridLaw(current.density, at: level, parts: density.law(at: level))
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let grid = current
    return grid.readings(of: cloud) + [grid.distance(to: density.law(at: level))]
  }
}
