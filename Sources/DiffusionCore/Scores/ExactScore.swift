/// The exact score of a density at every level.
public struct ExactScore: ScoreModel {
  public let density: any Density

  public init(density: any Density) { self.density = density }

  public func field(at level: NoiseLevel) -> any ScoreField { density.law(at: level) }
}
