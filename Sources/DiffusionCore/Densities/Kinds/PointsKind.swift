/// `points`: a finite data set, each point with the same weight.
public enum PointsKind: DensityKind {
  public static let card = Variant(
    name: "points", summary: "a finite data set",
    parameters: [
      Parameter(
        "points",
        .list(of: .list(of: .number(NumberRange(-1e6, 1e6)), count: 2...2), count: 1...100_000),
        "the points [x, y]"),
      Parameter("file", .text, "a .csv or .npy file of two columns, in place of points"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    guard settings.contains("points") else {
      throw SettingError(
        path: [], message: "neither points nor file is given",
        hint: "add \"points\": [[0, 0], [1, 2]], or \"file\": \"data.csv\"")
    }
    let points = settings.list("points").map { Vector($0.list[0].number, $0.list[1].number) }
    return GaussianMixture(points: points)
  }
}

extension GaussianMixture {
  /// The empirical law of a finite data set: a component without spread at every point.
  public init(points: [Vector]) {
    let isDivided = points.count > 1 && points.count <= 12
    self.init(
      points.map { Component(mean: $0, covariance: .zero) }, partName: isDivided ? "point" : "",
      partOfComponent: isDivided ? Array(points.indices) : [])
  }
}
