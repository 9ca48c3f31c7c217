public import DiffusionCore

/// The scene format as parameters: what the reader checks, the JSON Schema says and README prints.
public enum SceneFormat {
  public static let parameters: [Parameter] = [
    Parameter("$schema", .text, "address of the JSON Schema, for editors"),
    Parameter("name", .text, "the title on the screen; default the file's name"),
    Parameter("about", .text, "what the scene shows"),
    Parameter(
      "data", .variant(densityCatalog.map { $0.card }), required: true, "the clean distribution"),
    Parameter(
      "process", .variant(processCatalog.map { $0.card }),
      default: .object(
        Settings([.init(name: "type", value: "ou"), .init(name: "duration", value: 5)])),
      "how noise is added"),
    Parameter(
      "schedule", .variant(scheduleCatalog.map { $0.card }),
      default: .object(Settings([.init(name: "type", value: "log-sigma")])),
      "the noise levels from most to least"),
    Parameter("method", .variant(methods), "what starts; default reverse-sde"),
    Parameter(
      "methods", .list(of: .variant(methods), count: 1...32),
      "a programme: methods one after the other, instead of `method`"),
    Parameter(
      "score", .choice(ScoreKind.allCases.map { $0.rawValue }), default: "learned",
      "which score moves the particles"),
    Parameter("model", .object(model), default: .object(defaults(of: model)), "the score network"),
    Parameter(
      "training", .object(TrainingPlan.parameters),
      default: .object(defaults(of: TrainingPlan.parameters)),
      "how the network is trained"),
    Parameter(
      "observation", .object(Observation.parameters),
      "a linear inverse problem y = C x + v, v ~ N(0, noise² I), or many with an unknown in C"),
    Parameter(
      "view", .object(view), default: .object(defaults(of: view)), "what is shown at first"),
    Parameter("particles", .integer(1...10_000_000), default: 5000, "number of particles"),
    Parameter("seed", .integer(0...9_007_199_254_740_991), default: 1, "of all random numbers"),
  ]

  public static let methods = samplerCatalog.map { type in
    Variant(
      name: type.card.name, summary: "\(type.card.title), \(type.card.detail)",
      parameters: type.parameters)
  }

  static let model = [
    Parameter(
      "hidden", .list(of: .integer(1...512), count: 1...8), default: [64, 64, 64],
      "width of each hidden layer"),
    Parameter(
      "activation", .choice(Activation.allCases.map { $0.rawValue }), default: "silu",
      "of the hidden layers"),
    Parameter("embedding", .integer(2...64), default: 16, "Fourier features of log σ, even"),
    Prediction.parameter,
  ]

  static let view = [
    Parameter(
      "bounds", .list(of: .number(.any), count: 4...4),
      "[xmin, xmax, ymin, ymax] of the plane; default from the data"),
    Parameter(
      "overlays", .list(of: .choice(Overlays.names.map { $0.name }), count: 0...8),
      default: ["field", "density", "contours"], "what is drawn over the particles"),
    Parameter("fps", .integer(1...240), default: 30, "frames a second"),
  ]

  private static func defaults(of parameters: [Parameter]) -> Settings {
    Settings(
      parameters.compactMap { parameter in
        parameter.defaultValue.map { .init(name: parameter.name, value: $0) }
      })
  }
}

extension Overlays {
  /// The words of `view.overlays`.
  static let names: [(name: String, overlay: Overlays)] = [
    ("field", .field), ("density", .density), ("contours", .contours), ("error", .scoreError),
  ]
}

extension Scene {
  /// Builds a scene from checked settings.
  ///
  /// - Parameter fallbackName: the name of a scene that has none.
  /// - Throws: `SettingError` for values that do not go together.
  public init(_ settings: Settings, fallbackName: String) throws {
    name = settings.contains("name") ? settings.text("name") : fallbackName
    about = settings.contains("about") ? settings.text("about") : ""
    data = settings.object("data")
    let density = try Self.density(data)
    self.density = density
    process = try Self.build("process", settings.object("process"), processCatalog, { $0.card }) {
      try $0.make($1, data: density)
    }
    let levels = settings.object("schedule")
    schedule = ScheduleChoice(
      schedule: try Self.build("schedule", levels, scheduleCatalog, { $0.card }) {
        try $0.make($1)
      },
      settings: levels)
    programme = try Self.programme(settings)
    observation = try Self.observation(
      settings, data: density, seed: UInt64(settings.integer("seed")))
    score = ScoreKind(rawValue: settings.text("score")) ?? .learned
    model = try ModelPlan(settings.object("model"))
    let view = settings.object("view")
    bounds = try Self.bounds(view, density: density)
    overlays = view.list("overlays").reduce(into: Overlays()) { all, value in
      for (name, overlay) in Overlays.names where value == .text(name) { all.insert(overlay) }
    }
    framesPerSecond = view.integer("fps")
    particles = settings.integer("particles")
    seed = UInt64(settings.integer("seed"))
    training = try Self.training(settings, range: Self.trainingRange(process, schedule, density))
  }

  private static func density(_ data: Settings) throws -> any Density {
    do {
      return try makeDensity(data)
    } catch let error as SettingError {
      throw error.below(.name("data"))
    }
  }

  /// Finds a type of a catalog by the `type` of its settings and builds it, placing its errors.
  private static func build<Kind, Product>(
    _ key: String, _ settings: Settings, _ catalog: [Kind], _ card: (Kind) -> Variant,
    _ make: (Kind, Settings) throws -> Product
  ) throws -> Product {
    guard let kind = catalog.first(where: { card($0).name == settings.text("type") }) else {
      preconditionFailure("the reader lets no unknown type pass")
    }
    do {
      return try make(kind, settings)
    } catch let error as SettingError {
      throw error.below(.name(key))
    }
  }

  private static func observation(
    _ settings: Settings, data: any Density, seed: UInt64
  ) throws -> Observation? {
    guard settings.contains("observation") else { return nil }
    do {
      return try Observation(settings.object("observation"), data: data, seed: seed)
    } catch let error as SettingError {
      throw error.below(.name("observation"))
    }
  }

  private static func programme(_ settings: Settings) throws -> [MethodChoice] {
    if settings.contains("methods") {
      guard !settings.contains("method") else {
        throw SettingError(
          path: [.name("methods")], message: "given beside `method`", hint: "keep one of the two")
      }
      return settings.objects("methods").map(MethodChoice.init)
    }
    guard settings.contains("method") else { return [MethodChoice(name: ReverseSDE.card.name)] }
    return [MethodChoice(settings.object("method"))]
  }

  /// The given bounds, or the data's box with room for the noise that a process at rest has.
  private static func bounds(_ view: Settings, density: any Density) throws -> Extent {
    guard view.contains("bounds") else {
      let box = density.extent
      let margin = 0.12 * max(box.xMax - box.xMin, box.yMax - box.yMin)
      return Extent(
        xMin: min(box.xMin - margin, -3), xMax: max(box.xMax + margin, 3),
        yMin: min(box.yMin - margin, -3), yMax: max(box.yMax + margin, 3))
    }
    let values = view.numbers("bounds")
    guard values[0] < values[1], values[2] < values[3],
      values[1] - values[0] < 1e6, values[3] - values[2] < 1e6, values[1] - values[0] > 1e-6,
      values[3] - values[2] > 1e-6
    else {
      throw SettingError(
        path: [.name("view"), .name("bounds")],
        message: "not a box: xmin < xmax and ymin < ymax are wanted, 1e-6 … 1e6 apart",
        hint: "for example [-6, 6, -6, 6]")
    }
    return Extent(xMin: values[0], xMax: values[1], yMin: values[2], yMax: values[3])
  }

  private static func training(
    _ settings: Settings, range: ClosedRange<Double>
  ) throws -> TrainingPlan {
    do {
      return try TrainingPlan(settings.object("training"), range: range)
    } catch let error as SettingError {
      throw error.below(.name("training"))
    }
  }

  /// All levels that the scene's process and its ladder of additive noise reach.
  private static func trainingRange(
    _ process: any DiffusionProcess, _ schedule: ScheduleChoice, _ density: any Density
  ) -> ClosedRange<Double> {
    let most = process.sigmaMax
    let ladder = schedule.ladder(for: density)
    return 0.008...max(most.isFinite ? most : 100, ladder.upperBound, 10)
  }
}

extension MethodChoice {
  /// The choice of a variant's settings.
  init(_ settings: Settings) {
    self.init(
      name: settings.text("type"),
      settings: Settings(settings.entries.filter { $0.name != "type" }))
  }
}

extension ModelPlan {
  init(_ settings: Settings) throws {
    let embedding = settings.integer("embedding")
    guard embedding.isMultiple(of: 2) else {
      throw SettingError(
        path: [.name("model"), .name("embedding")], message: "\(embedding) is odd",
        hint: "a sine and a cosine for each frequency: give an even number")
    }
    self.init(
      hidden: settings.numbers("hidden").map { Int($0) },
      activation: Activation(rawValue: settings.text("activation")) ?? .silu,
      embedding: embedding, prediction: Prediction(rawValue: settings.text("predict")) ?? .v)
  }
}
