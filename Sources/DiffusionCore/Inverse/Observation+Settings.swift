extension Observation {
  /// The setting of a scene, `observation`.
  public static let parameters: [Parameter] = [
    Parameter(
      "matrix", .list(of: .list(of: .number(.any), count: 2...2), count: 1...2),
      "C of y = C x + v: one or two rows [a, b]; C₀ of an unknown gain, absent for an unknown angle"
    ),
    Parameter(
      "value", .list(of: .number(.any), count: 1...2),
      "y, a number for each row of the matrix; without it y is drawn by the scene's seed"),
    Parameter(
      "noise", .number(NumberRange(1e-6, 1e6)), required: true, "s_y, the deviation of v"),
    Parameter(
      "unknown", .choice(["gain", "angle"]),
      "what gpnp-em finds: φ of C = φ C₀ or of C = [cos φ, sin φ]; measurements are drawn"),
    Parameter(
      "truth", .number(.any), "the φ that measurements with an unknown are drawn with; default 1"),
    Parameter(
      "count", .integer(1...1000), "measurements with an unknown that are drawn; default 40"),
  ]

  /// The observation of checked settings.
  ///
  /// - Parameters:
  ///   - data: what is measured where no value is given.
  ///   - seed: of the measurements that are drawn.
  /// - Throws: `SettingError` for settings that do not go together.
  public init(_ settings: Settings, data: any Density, seed: UInt64) throws {
    let noise = settings.number("noise")
    let stream = NoiseStream(seed: seed, stream: 60)
    guard let unknown = try UnknownOperator(settings) else {
      let rows = try Self.rows(settings)
      guard settings.contains("value") else {
        self.init(matrix: rows, noise: noise, of: data, stream: stream)
        return
      }
      let value = settings.numbers("value")
      guard rows.count == value.count else {
        throw SettingError(
          path: [.name("value")],
          message: "\(value.count) numbers for \(rows.count) rows of the matrix",
          hint: "give one number for each row")
      }
      self.init(matrix: rows, value: value, noise: noise)
      return
    }
    let truth = settings.contains("truth") ? settings.number("truth") : 1
    let count = settings.contains("count") ? settings.integer("count") : 40
    self.init(
      matrix: unknown.matrix(truth), noise: noise, count: count, of: data, stream: stream)
    self.unknown = unknown
    self.truth = truth
  }

  /// The rows of `matrix`.
  fileprivate static func rows(_ settings: Settings) throws -> [Vector] {
    guard settings.contains("matrix") else {
      throw SettingError(
        path: [.name("matrix")], message: "what is measured is missing",
        hint: "give C as one or two rows, such as [[1, 0]]")
    }
    let rows = settings.list("matrix").map { Vector($0.list[0].number, $0.list[1].number) }
    guard rows.allSatisfy({ $0.length > 0 }) else {
      throw SettingError(
        path: [.name("matrix")], message: "a row of zeros measures nothing",
        hint: "give each row a number other than 0")
    }
    return rows
  }
}

extension UnknownOperator {
  /// What the settings leave unknown; nil where that is nothing.
  fileprivate init?(_ settings: Settings) throws {
    guard settings.contains("unknown") else {
      try Self.refuse(["truth", "count"], settings, "says nothing without `unknown`")
      return nil
    }
    try Self.refuse(["value"], settings, "given beside `unknown`, whose measurements are drawn")
    guard settings.text("unknown") == "angle" else {
      self = .gain(of: try Observation.rows(settings))
      return
    }
    try Self.refuse(["matrix"], settings, "given beside an unknown angle, C = [cos φ, sin φ]")
    self = .angle
  }

  private static func refuse(
    _ names: [String], _ settings: Settings, _ message: String
  ) throws {
    for name in names where settings.contains(name) {
      throw SettingError(path: [.name(name)], message: message, hint: "leave it out")
    }
  }
}
