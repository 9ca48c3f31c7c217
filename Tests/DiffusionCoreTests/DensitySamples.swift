import DiffusionCore
import Testing

/// Settings of every kind of the catalog: its defaults, and values for what has none.
///
/// A new kind that needs settings fails here until it has some.
enum DensitySamples {
  struct Sample: Sendable {
    var name: String
    var settings: Settings
    var density: any Density
  }

  static let names = densityCatalog.map { $0.card.name } + extra.map { $0.name }

  /// One for every kind, and further ones for what new kinds do to others.
  static func all() throws -> [Sample] { try names.map(named) }

  static func named(_ name: String) throws -> Sample {
    let settings: Settings
    if let more = extra.first(where: { $0.name == name }) {
      settings = more.settings
    } else {
      let kind = try #require(densityCatalog.first { $0.card.name == name })
      settings = object(name, required[name] ?? [])
      for parameter in kind.card.parameters where parameter.isRequired {
        try #require(settings.contains(parameter.name), "\(name) needs a sample here")
      }
    }
    return Sample(name: name, settings: settings, density: try makeDensity(settings))
  }

  /// A distribution of a type with its defaults and these values, as the reader gives them.
  static func object(_ type: String, _ values: [(String, SettingValue)] = []) -> Settings {
    let parameters = densityCatalog.first { $0.card.name == type }?.card.parameters ?? []
    var settings = Scenes.defaults(of: parameters)
    settings["type"] = .text(type)
    for (name, value) in values { settings[name] = value }
    return settings
  }

  /// The same as a part of a mixture.
  static func part(
    _ weight: Double, _ type: String, _ values: [(String, SettingValue)] = []
  ) -> SettingValue {
    var settings = object(type, values)
    settings["weight"] = .number(weight)
    return .object(settings)
  }

  static func transform(
    _ data: Settings, scale: SettingValue = 1, rotate: Double = 0, translate: SettingValue = [0, 0]
  ) -> Settings {
    object(
      "transform",
      [
        ("data", .object(data)), ("scale", scale), ("rotate", .number(rotate)),
        ("translate", translate),
      ])
  }

  private static func entries(_ values: [(String, SettingValue)]) -> SettingValue {
    .object(Settings(values.map { .init(name: $0.0, value: $0.1) }))
  }

  static let drawing: [(String, SettingValue)] = [
    ("rows", [" 99 3", "9  9", "", "111  77"]), ("width", 5),
  ]

  private static let required: [String: [(String, SettingValue)]] = [
    "gmm": [
      (
        "components",
        [
          entries([("weight", 2), ("mean", [-1.5, 0.5]), ("sigma", 0.4)]),
          entries([
            ("weight", 1), ("mean", [1, -1]), ("covariance", [[0.6, 0.3], [0.3, 0.5]]),
          ]),
        ]
      )
    ],
    "boxes": [
      (
        "boxes",
        [
          entries([("x", [-2, 1]), ("y", [-1, 0.5]), ("weight", 1)]),
          entries([("x", [0, 2.5]), ("y", [0, 0.3]), ("weight", 3)]),
        ]
      )
    ],
    "points": [("points", [[-2, 1], [0.5, 0.25], [1, -2], [2.5, 2]])],
    "drawing": drawing,
    "image": [("pixels", [[0, 0.25, 1], [0.5, 0.9, 0.1], [1, 1, 0.3], [0.2, 0, 0.7]])],
    "mixture": [
      (
        "parts",
        [
          part(2, "two-moons"), part(1, "checkerboard", [("side", 2), ("width", 3)]),
          part(0.5, "laplace"),
          .object(
            {
              var turned = transform(
                object("drawing", drawing), scale: 0.5, rotate: 30, translate: [2, -1])
              turned["weight"] = 1
              return turned
            }()),
        ]
      )
    ],
    "transform": [
      ("data", .object(object("drawing", drawing))), ("scale", [0.8, -1.2]), ("rotate", 35),
      ("translate", [0.5, -1]),
    ],
  ]

  private static let turnedTwice = transform(
    transform(
      object("image", required["image"] ?? []), scale: [0.5, 1], rotate: 20, translate: [1, 1]),
    scale: -1.3, rotate: 100, translate: [-0.5, 0.25])

  private static let extra: [(name: String, settings: Settings)] = [
    (
      "quartic",
      object("quadratic", [("quartic", 1), ("precision", [[1, 0.3], [0.3, 1]])])
    ),
    ("turned twice", turnedTwice),
    ("turned curve", transform(object("s-curve"), scale: [0.5, 1.5], rotate: -40)),
    ("turned kinks", transform(object("laplace", [("penalty", "l1")]), rotate: 25)),
    (
      "turned valley",
      transform(object("banana"), scale: [0.7, -1.1], rotate: 60, translate: [0.3, 0.2])
    ),
    (
      "nested",
      object(
        "mixture",
        [
          (
            "parts",
            [
              part(
                3, "mixture",
                [
                  (
                    "parts",
                    [
                      part(1, "gaussian-ring", [("modes", 4)]),
                      part(2, "gmm", required["gmm"] ?? []),
                    ]
                  )
                ]),
              part(1, "points", required["points"] ?? []),
            ]
          )
        ])
    ),
    (
      "turned mixture",
      transform(object("mixture", required["mixture"] ?? []), scale: 0.75, rotate: 200)
    ),
  ]
}
