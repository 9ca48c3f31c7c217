/// A kind of distribution that a scene can name in `data.type`.
public protocol DensityKind: Sendable {
  /// The word of `data.type` and its parameters.
  static var card: Variant { get }
  /// Builds the density from checked settings.
  ///
  /// - Throws: `SettingError` for values that do not go together.
  static func make(_ settings: Settings) throws -> any Density
}

/// Every kind of distribution there is, in the order of the scene format.
///
/// Adding one: its file, and its line here.
public let densityCatalog: [any DensityKind.Type] = [
  MixtureKind.self, RingKind.self, GridKind.self, SwissRollKind.self, TwoMoonsKind.self,
  CirclesKind.self, SpiralsKind.self, PinwheelKind.self, SCurveKind.self, LissajousKind.self,
  PolylineKind.self, CheckerboardKind.self, BoxesKind.self, DrawingKind.self, ImageKind.self,
  PointsKind.self, BananaKind.self, FunnelKind.self, DoubleWellKind.self, QuadraticKind.self,
  LaplaceKind.self, SimplexKind.self, QuadrantKind.self, BallKind.self, CombinationKind.self,
  TransformKind.self,
]

/// The density of checked settings, by the kind that their `type` names.
///
/// - Throws: `SettingError` for values that do not go together, with the path from these settings.
public func makeDensity(_ settings: Settings) throws -> any Density {
  let name = settings.text("type")
  guard let kind = densityCatalog.first(where: { $0.card.name == name }) else {
    preconditionFailure("the reader lets no unknown type pass")
  }
  return try kind.make(settings)
}
