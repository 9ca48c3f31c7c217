/// One way of moving a cloud, a noise level at a time.
///
/// A sampler is a value: its knobs and whatever it remembers between steps are stored properties, so
/// a copy of it is a checkpoint. Each step consumes one normal pair a particle, in particle order, so
/// that a step can be fed with given noise.
public protocol Sampler: Sendable {
  static var card: MethodCard { get }
  static var knobs: [Knob<Self>] { get }

  /// The sampler with the defaults that suit a scene.
  init(for scene: MethodScene)

  /// The noise level before the first step and after each step.
  ///
  /// - Parameter levels: the schedule's levels from most noise to least.
  func stops(_ levels: [NoiseLevel]) -> [NoiseLevel]

  /// The particles before the first step, or nil to start as the methods of its course do.
  func start(count: Int, stream: NoiseStream) -> Cloud?

  /// Moves the cloud from the level it is at to the next one.
  mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport

  /// Leaves out the first steps, so that a run of fewer than the levels make ends as a full one does.
  ///
  /// - Parameter steps: of those that `stops` gives; asked before the first step.
  mutating func skip(_ steps: Int)

  /// The bytes of what it remembers between steps, where those grow with the particles or are many.
  ///
  /// Whoever keeps past samplers counts them.
  var memoryBytes: Int { get }

  /// The clean distribution that the particles are meant to follow: the data, or a posterior of them.
  func target(of data: any Density) -> any Density

  /// The law to show the cloud against where it is not that of the target at the level, such as a
  /// density that is computed beside the particles; nil where it is.
  var law: (any Law)? { get }

  /// Numbers of the method's own, each beside the exact one where there is one.
  ///
  /// Asked beside the stepping, some times a second and at the end of a run: it may take long.
  ///
  /// - Parameter context: both its levels are the one that the cloud is at; its noise is fresh.
  func readings(of cloud: Cloud, _ context: StepContext) -> [Reading]

  /// What each step holds fixed of the drift of the reverse SDE; nil for methods that are no
  /// discretisation of it. With it, the errors of a run have a bound part by part.
  var heldDrift: HeldDrift? { get }

  /// Points to mark on the plane, as the mean and the mode of a posterior.
  var landmarks: [Landmark] { get }
}

extension Sampler {
  public static var knobs: [Knob<Self>] { [] }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels }

  public func start(count: Int, stream: NoiseStream) -> Cloud? { nil }

  public mutating func skip(_ steps: Int) {}

  public var memoryBytes: Int { 0 }

  public func target(of data: any Density) -> any Density { data }

  public var law: (any Law)? { nil }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] { [] }

  public var heldDrift: HeldDrift? { nil }

  public var landmarks: [Landmark] { [] }

  /// The knobs as parameters of a scene, `--set` and the tables.
  public static var parameters: [Parameter] {
    knobs.map { knob in
      Parameter(knob.name, knob.kind, "\(knob.summary); default \(knob.defaultWords)")
    }
  }

  /// Each knob's name, its symbol in rules, and its default in words.
  public static var knobDefaults: [(name: String, symbol: String, words: String)] {
    knobs.map { ($0.name, $0.symbol, $0.defaultWords) }
  }

  /// Sets the knobs that `settings` names; the others stay.
  public mutating func apply(_ settings: Settings) {
    for knob in Self.knobs where settings.contains(knob.name) {
      self[keyPath: knob.path] = settings.number(knob.name)
    }
  }

  /// The knobs and their values now, in the order of the card.
  public var knobValues: [KnobValue] {
    Self.knobs.map {
      KnobValue(
        name: $0.name, symbol: $0.symbol, value: self[keyPath: $0.path], range: $0.range,
        summary: $0.summary, stepRule: $0.stepRule)
    }
  }
}
