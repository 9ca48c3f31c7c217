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
  PolylineKind.self, CheckerboardKind.self, BoxesKind.self, PointsKind.self, BananaKind.self,
  FunnelKind.self, DoubleWellKind.self, QuadraticKind.self, LaplaceKind.self, SimplexKind.self,
  QuadrantKind.self, BallKind.self,
]
