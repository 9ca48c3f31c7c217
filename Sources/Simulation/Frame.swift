public import DiffusionCore

/// All that a screen or a log may show of one moment.
///
/// A value: the renderer never sees a session. Texts in it are already harmless to a terminal.
public struct Frame: Sendable {
  /// The scene's name.
  public var scene = ""
  /// The method in words, "reverse SDE".
  public var method = ""
  /// What tells it from its family, "Euler–Maruyama".
  public var methodKind = ""
  /// What one step does, a line of mathematics each.
  public var rule: [String] = []
  /// Which score moves the particles; nil for a stage that needs none.
  public var score: ScoreKind?
  public var stage = Stage.data
  public var isPlaying = false
  /// Steps taken for each frame shown; below 1 several frames show the same step.
  public var stepsPerFrame = 1.0
  public var framesPerSecond: Double?
  public var recording = RecordingState.off
  /// A short notice for the reader, such as where a file was written.
  public var notice: Notice?

  /// Step within the stage, 0 … `steps`.
  public var step = 0
  public var steps = 0
  /// Steps since the session began, over all stages.
  public var tick = 0
  public var level = NoiseLevel.clean
  /// Whether σ was taken off the schedule by hand.
  public var isManual = false
  public var direction = Direction.reverse
  /// Digest of the particles: equal digests, equal bits.
  public var digest: UInt64 = 0

  public var cloud = Cloud(count: 0)
  /// What the plane shows at least, whatever the shape of the screen.
  public var bounds = Extent(xMin: -6, xMax: 6, yMin: -6, yMax: 6)
  public var overlays = Overlays.standard
  /// The mean share of accepted proposals of a method that may refuse them.
  public var acceptance: Double?
  /// Points that the method marks.
  public var landmarks: [Landmark] = []
  /// Points that a measurement without noise would allow, a line for each of its rows.
  public var lines: [PlaneLine] = []
  /// The exact law that the cloud should follow now.
  public var law: (any Law)?
  /// The network's score at this level, where there is a network.
  public var learned: (any ScoreField)?

  public var schedule = SchedulePicture()
  public var training: TrainingPicture?
  public var truth: TruthPicture?
  public var probe: ProbePicture?
  public var meters: MeterPicture?
  /// Evaluations of the score a particle since the method began.
  public var scoreEvaluations = 0
  /// The runs that are shown side by side, of which this frame is the one that keys act on.
  public var compare: ComparePicture?

  public init() {}
}

/// The line of points x with normal · x = value.
public struct PlaneLine: Equatable, Sendable {
  public var normal: Vector
  public var value: Double

  public init(normal: Vector, value: Double) {
    self.normal = normal
    self.value = value
  }
}

/// Which score moves the particles.
public enum ScoreKind: String, CaseIterable, Sendable {
  case exact, learned, empirical
}

/// Where in its story a scene is.
public enum Stage: Equatable, Sendable {
  /// The clean data are shown.
  case data
  /// Noise is being added.
  case forward
  /// The noised cloud waits for the network.
  case learning
  /// The method moves the particles.
  case method
  /// The method has ended; its result is shown.
  case end
}

/// How a run moves along the time axis.
public enum Direction: Equatable, Sendable {
  /// From data to noise.
  case forward
  /// From noise to data.
  case reverse
  /// At one noise level: a Markov chain.
  case chain
}

/// What is drawn over the particles.
public struct Overlays: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Arrows of the score in use.
  public static let field = Self(rawValue: 1)
  /// The exact density as the background.
  public static let density = Self(rawValue: 2)
  /// Lines of equal exact density.
  public static let contours = Self(rawValue: 4)
  /// The signed error of the learned score along the exact one, in place of the density.
  public static let scoreError = Self(rawValue: 8)

  public static let standard: Self = [.field, .density, .contours]
}

/// Whether frames are being written to a file.
public enum RecordingState: Equatable, Sendable {
  case off
  case on(frames: Int)
  /// Stopped by an error, which is named.
  case stopped(reason: String)
}

/// A line for the reader.
public struct Notice: Equatable, Sendable {
  public var text: String
  public var isAlarm: Bool

  public init(_ text: String, isAlarm: Bool = false) {
    self.text = text
    self.isAlarm = isAlarm
  }
}

/// The noise levels of the stage and where on them the run is.
public struct SchedulePicture: Equatable, Sendable {
  /// The schedule's name, "geometric".
  public var name = ""
  /// σ at each step, `steps + 1` values in the order of the run.
  public var sigmas: [Double] = []
  /// The largest time of the process: the noise end of the time axis.
  public var duration = 0.0
  /// The unit of the time axis: "t" for a process in time, "σ" where the level itself is the axis.
  public var timeName = "t"
  /// Position on the time axis, 0 at the data and 1 at the noise.
  public var position = 0.0
  /// The step size with its convention where the method has one, "τ 0.009 x + τ s + √(2τ) z".
  public var stepSize: String?

  public init() {}
}

/// How the network's training stands.
public struct TrainingPicture: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    case idle, running, paused, done
    /// The weights came from the cache.
    case cached
    /// Training left the finite numbers, at this step.
    case diverged(step: Int)
  }

  public var state = State.idle
  public var step = 0
  public var steps = 0
  /// What the loss is, "E σ²|s + n/σ|²"; empty where it does not matter.
  public var lossFormula = ""
  /// The loss now, smoothed.
  public var loss: Double?
  /// The smallest loss that any score can have: that of the exact one.
  public var floor: Double?
  /// Smoothed loss at rising training steps.
  public var history: [LossPoint] = []
  /// Training steps a second.
  public var rate: Double?
  /// Seconds to the end.
  public var secondsLeft: Double?

  public init() {}
}

public struct LossPoint: Equatable, Sendable {
  public var step: Int
  public var loss: Double

  public init(step: Int, loss: Double) {
    self.step = step
    self.loss = loss
  }
}

/// The cloud against its exact law.
public struct TruthPicture: Equatable, Sendable {
  /// Sliced W2 between the cloud and exact draws of the law.
  public var slicedW2: Double?
  /// The same between two exact clouds of the same size: mean and standard deviation.
  public var floor: Double?
  public var floorDeviation: Double?
  /// How far `slicedW2` lies above its floor, as a standard normal deviate: of exact clouds few in a
  /// thousand are beyond 3.
  public var z: Double?
  /// In what way the law is not exact; nil where it is.
  public var approximation: String?
  /// Sliced W2 at steps of this stage, oldest first.
  public var history: [Double] = []
  /// What the parts are called, "mode"; the weights found and the law's own.
  public var partName = ""
  public var weights: [Double] = []
  public var lawWeights: [Double] = []
  /// The likeliest part of each of the first particles: those that were measured.
  public var likeliestParts: [Int] = []
  /// Mean Mahalanobis² / 2 of the cloud, exactly 1 under the law.
  public var dispersion: Double?
  /// Numbers of the method's own.
  public var readings: [Reading] = []
  /// σ² E|s_θ − s|² at some noise levels, most noise first; empty without a network.
  public var scoreErrors: [LevelError] = []
  /// The same at the level shown.
  public var scoreErrorNow: Double?
  /// σ⁴ E (curl s_θ)² at the level shown: 0 for the exact score.
  public var scoreCurlNow: Double?
  /// What the meters show at the same moment.
  public var meters: MeterPicture?

  public init() {}
}

public struct LevelError: Equatable, Sendable {
  public var sigma: Double
  public var error: Double

  public init(sigma: Double, error: Double) {
    self.sigma = sigma
    self.error = error
  }
}
