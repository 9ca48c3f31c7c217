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

  /// Moves the cloud from the level it is at to the next one.
  mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport
}

extension Sampler {
  public static var knobs: [Knob<Self>] { [] }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels }

  /// The knobs as parameters of a scene, `--set` and the tables.
  public static var parameters: [Parameter] {
    knobs.map { knob in
      Parameter(knob.name, knob.kind, "\(knob.summary); default \(knob.defaultWords)")
    }
  }

  /// Each knob's name and its default in words.
  public static var knobDefaults: [(name: String, words: String)] {
    knobs.map { ($0.name, $0.defaultWords) }
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
        name: $0.name, value: self[keyPath: $0.path], range: $0.range, summary: $0.summary,
        isStepSize: $0.isStepSize)
    }
  }
}

/// What the picker, the method page, `diffviz methods` and the logs say about a method.
public struct MethodCard: Sendable {
  /// The name in scenes and on the command line, "reverse-sde".
  public var name: String
  /// The name in words, "reverse SDE".
  public var title: String
  /// What tells it from its family in two or three words, "Euler–Maruyama".
  public var detail: String
  public var family: MethodFamily
  /// How it moves through noise levels; the family's way unless told otherwise.
  public var course: MethodCourse
  /// The update rule in Unicode mathematics, a line each.
  public var rule: [String]
  public var source: String
  /// The law of the particles at the end, or at rest.
  public var law: String
  /// What it is known to get wrong.
  public var failure: String
  /// What it takes besides particles and normal numbers.
  public var needs: [MethodNeed]
  /// Levels (annealed methods) or steps (all others) when the scene names none.
  public var defaultLevels: Int
  /// Evaluations of the score a step.
  public var scoreEvaluations: Int

  public init(
    name: String, title: String, detail: String, family: MethodFamily,
    course: MethodCourse? = nil, rule: [String], source: String, law: String, failure: String,
    needs: [MethodNeed] = [.score], defaultLevels: Int, scoreEvaluations: Int = 1
  ) {
    self.name = name
    self.title = title
    self.detail = detail
    self.family = family
    self.course = course ?? family.course
    self.rule = rule
    self.source = source
    self.law = law
    self.failure = failure
    self.needs = needs
    self.defaultLevels = defaultLevels
    self.scoreEvaluations = scoreEvaluations
  }

  public var needsScore: Bool { needs.contains(.score) }
}

/// What a method may need besides particles and normal numbers.
public enum MethodNeed: String, CaseIterable, Sendable {
  /// ∇ log p at the levels it stops at.
  case score
  /// log p itself, up to a constant.
  case density
  /// A uniform number a particle and step.
  case uniforms
}

/// Families of methods, in the order of the picker.
public enum MethodFamily: String, CaseIterable, Sendable {
  case forward
  case reverseSDE = "reverse SDE"
  case probabilityFlow = "probability flow"
  case langevin = "Langevin"
  case annealed = "annealed"

  /// How methods of the family move through noise levels.
  public var course: MethodCourse {
    switch self {
    case .forward: .forward
    case .reverseSDE, .probabilityFlow: .reverse
    case .langevin: .chain
    case .annealed: .annealed
    }
  }
}

/// How a method moves through noise levels.
public enum MethodCourse: Sendable {
  /// From data to noise along the scene's process.
  case forward
  /// From noise to data along the scene's process.
  case reverse
  /// From noise to data by additive noise, whatever the scene's process is.
  case reverseAdditive
  /// At one level of additive noise.
  case chain
  /// Down a ladder of additive noise levels, several steps at each.
  case annealed
}

/// A number of a method that a scene, `--set` and the keyboard may change.
public struct Knob<Root>: Sendable {
  public let name: String
  public let range: NumberRange
  /// The default in words: a number, or what it is computed from.
  public let defaultWords: String
  public let summary: String
  /// Whether it is the step size, which the screen shows with its convention.
  public let isStepSize: Bool
  /// Whether it counts something, so that only whole numbers have a meaning.
  public let isCount: Bool
  let path: any WritableKeyPath<Root, Double> & Sendable

  public init(
    _ name: String, _ path: any WritableKeyPath<Root, Double> & Sendable, in range: NumberRange,
    default defaultWords: String, _ summary: String, isStepSize: Bool = false,
    isCount: Bool = false
  ) {
    self.name = name
    self.path = path
    self.range = range
    self.defaultWords = defaultWords
    self.summary = summary
    self.isStepSize = isStepSize
    self.isCount = isCount
  }

  /// What the reader accepts.
  var kind: ParameterKind {
    isCount ? .integer(Int(range.lower)...Int(range.upper)) : .number(range)
  }
}

/// A knob and its value, for a reader.
public struct KnobValue: Sendable {
  public var name: String
  public var value: Double
  public var range: NumberRange
  public var summary: String
  public var isStepSize: Bool
}

/// What a sampler may know of the scene when it chooses its defaults.
public struct MethodScene: Sendable {
  public var process: any DiffusionProcess
  /// s_min of methods.md §0, which sets default step sizes.
  public var smallestDeviation: Double
  /// The schedule's levels from most noise to least.
  public var levels: [NoiseLevel]

  public init(process: any DiffusionProcess, smallestDeviation: Double, levels: [NoiseLevel]) {
    self.process = process
    self.smallestDeviation = smallestDeviation
    self.levels = levels
  }
}

/// What a step needs: the two levels, the score, its noise, and threads to spread blocks over.
public struct StepContext: Sendable {
  public var from: NoiseLevel
  public var to: NoiseLevel
  public var process: any DiffusionProcess
  /// The data, for methods that need more of them than a score.
  public var density: any Density
  public var score: any ScoreModel
  public var noise: NoiseSource
  public var parallel: Parallel

  public init(
    from: NoiseLevel, to: NoiseLevel, process: any DiffusionProcess, density: any Density,
    score: any ScoreModel, noise: NoiseSource, parallel: Parallel
  ) {
    self.from = from
    self.to = to
    self.process = process
    self.density = density
    self.score = score
    self.noise = noise
    self.parallel = parallel
  }
}

/// Where a step's noise comes from: an address, or numbers given from outside.
public enum NoiseSource: Sendable {
  case stream(NoiseStream)
  /// A normal pair a particle, and a uniform number each for methods that take one.
  case given(Cloud, uniforms: [Float] = [])

  /// The normal pairs of the particles of one block.
  func fill(
    block: Int, x: UnsafeMutableBufferPointer<Float>, y: UnsafeMutableBufferPointer<Float>
  ) {
    switch self {
    case .stream(let stream): stream.fillNormals(block: block, x: x, y: y)
    case .given(let cloud, _):
      let start = block * NoiseStream.blockSize
      for i in x.indices {
        x[i] = cloud.x[start + i]
        y[i] = cloud.y[start + i]
      }
    }
  }

  /// The uniform numbers of the particles of one block.
  ///
  /// - Precondition: given numbers have a uniform one for every particle.
  func fillUniforms(block: Int, into values: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .stream(let stream): stream.fillUniforms(block: block, into: values)
    case .given(_, let uniforms):
      let start = block * NoiseStream.blockSize
      for i in values.indices { values[i] = uniforms[start + i] }
    }
  }
}

/// What a step tells the panels.
public struct StepReport: Equatable, Sendable {
  /// Evaluations of the score a particle.
  public var scoreEvaluations: Int
  /// The share of proposals that were accepted, for methods that may refuse one.
  public var acceptance: Double?

  public init(scoreEvaluations: Int, acceptance: Double? = nil) {
    self.scoreEvaluations = scoreEvaluations
    self.acceptance = acceptance
  }
}
