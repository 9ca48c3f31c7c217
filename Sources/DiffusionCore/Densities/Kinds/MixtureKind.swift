/// `gmm`: a mixture of Gaussians, component by component.
public enum MixtureKind: DensityKind {
  public static let card = Variant(
    name: "gmm", summary: "a mixture of Gaussians",
    parameters: [
      Parameter(
        "components", .list(of: .object(componentParameters), count: 1...2000), required: true,
        "the Gaussians")
    ])

  private static let pair = ParameterKind.list(of: .number(.any), count: 2...2)

  private static let componentParameters: [Parameter] = [
    Parameter(
      "weight", .number(.positive), default: 1, "share of the mass; the sum is made 1"),
    Parameter("mean", pair, required: true, "centre [x, y]"),
    Parameter("sigma", .number(.positive), "standard deviation in every direction"),
    Parameter(
      "covariance", .list(of: pair, count: 2...2),
      "covariance matrix [[a, b], [b, c]], in place of sigma"),
  ]

  public static func make(_ settings: Settings) throws -> any Density {
    var components: [GaussianMixture.Component] = []
    for (index, entry) in settings.objects("components").enumerated() {
      do {
        components.append(
          .init(
            weight: entry.number("weight"), mean: entry.vector("mean"),
            covariance: try covariance(of: entry)))
      } catch let error as SettingError {
        throw SettingError(
          path: [.name("components"), .index(index)] + error.path, message: error.message,
          hint: error.hint)
      }
    }
    return GaussianMixture(modes: components)
  }

  private static func covariance(of entry: Settings) throws -> SymmetricMatrix {
    switch (entry.contains("sigma"), entry.contains("covariance")) {
    case (true, false):
      let sigma = entry.number("sigma")
      return try checked(SymmetricMatrix(diagonal: sigma * sigma), name: "sigma")
    case (false, true):
      let rows = entry.list("covariance").map { $0.list.map(\.number) }
      guard rows[0][1] == rows[1][0] else {
        throw SettingError(
          path: [.name("covariance")],
          message: "not symmetric: \(rows[0][1]) above the diagonal, \(rows[1][0]) below",
          hint: "write [[a, b], [b, c]]")
      }
      return try checked(
        SymmetricMatrix(xx: rows[0][0], xy: rows[0][1], yy: rows[1][1]), name: "covariance")
    case (true, true):
      throw SettingError(
        path: [.name("covariance")], message: "both sigma and covariance are given",
        hint: "give one of them")
    case (false, false):
      throw SettingError(
        path: [], message: "neither sigma nor covariance is given",
        hint: "add \"sigma\": 0.3, or \"covariance\": [[a, b], [b, c]]")
    }
  }

  /// The matrix, if it is positive definite in Float64 and its entries leave room for squares.
  private static func checked(
    _ matrix: SymmetricMatrix, name: String
  ) throws -> SymmetricMatrix {
    let determinant = TwoTerms.determinant(matrix.xx, matrix.yy, matrix.xy, matrix.xy)
    guard matrix.xx > 0, matrix.yy > 0, determinant > 0, determinant < .infinity else {
      throw SettingError(
        path: [.name(name)],
        message: name == "sigma"
          ? "the deviation leaves the range of Float64"
          : "not positive definite: [[\(matrix.xx), \(matrix.xy)], [\(matrix.xy), \(matrix.yy)]]",
        hint: name == "sigma"
          ? "use a value between 1e-70 and 1e70" : "a covariance has a > 0, c > 0 and a c > b²")
    }
    return matrix
  }
}

extension GaussianMixture {
  /// A mixture whose components are its modes: each is a part of its own if there are two to `limit`.
  public init(modes components: [Component], limit: Int = 12) {
    let isDivided = components.count > 1 && components.count <= limit
    self.init(
      components, partName: isDivided ? "mode" : "",
      partOfComponent: isDivided ? Array(components.indices) : [])
  }
}
