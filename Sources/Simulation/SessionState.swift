internal import DequeModule
public import DiffusionCore

/// The network in use and how far it was trained.
public struct AdoptedNetwork: Sendable {
  public var network: ScoreNetwork
  public var trainingStep: Int
  public var isFinal: Bool
}

/// All that the next step depends on; a copy is a checkpoint.
struct SessionState: Sendable {
  /// Rounds of the story so far: each draws data and noise of its own.
  var cycle = 0
  /// Which method of the programme is on.
  var programmeIndex = 0
  var programme: [MethodChoice]
  var stage = Stage.data
  var step = 0
  var tick = 0
  /// The run of the stage; at the data and at the end, of the stage before or after it.
  var course: Course
  var cloud: Cloud
  /// The level that the cloud is at.
  var level = NoiseLevel.clean
  /// The level set by hand, while σ is off the schedule.
  var manual: NoiseLevel?
  var score: ScoreKind
  var network: AdoptedNetwork?
  /// Evaluations of the score a particle since the method began.
  var scoreEvaluations = 0
  /// The step at which the particles left the finite numbers.
  var divergedAt: Int?

  /// The method that is on, or comes next.
  var choice: MethodChoice { programme[programmeIndex] }

  /// Whether a method that wants the trained network may start.
  var isNetworkReady: Bool { score != .learned || network?.isFinal == true }
}

/// The steps behind a session: enough to come back to any of them, bit for bit.
///
/// Before each step the state is kept without its particles, which is small; the particles are kept
/// for some steps only, the newest densest, and the others are reached by stepping again.
struct SessionHistory: Sendable {
  private struct Entry: Sendable {
    var state: SessionState
    var cloud: Cloud?
    /// Whether the particles came by other means than a step, so that stepping cannot make them again.
    var isPinned: Bool
  }

  private var entries: Deque<Entry> = []
  private var kept = 0
  private var isNextPinned = true
  /// Clouds that may be kept: some megabytes for few particles, a handful for a million.
  private let budget: Int
  private static let entryLimit = 20_000

  init(particles: Int) {
    budget = max(4, min(600, 24_000_000 / (8 * max(1, particles))))
  }

  var count: Int { entries.count }

  /// Remembers the state before a step.
  ///
  /// - Parameter isJump: whether what follows is a command that puts the particles elsewhere.
  mutating func push(_ state: SessionState, isJump: Bool) {
    var light = state
    light.cloud = Cloud(count: 0)
    entries.append(Entry(state: light, cloud: state.cloud, isPinned: isNextPinned))
    isNextPinned = isJump
    kept += 1
    if kept > budget { thin() }
    if entries.count > Self.entryLimit { forgetOldest() }
  }

  /// Takes back the last `steps` steps, or as many as there are.
  ///
  /// - Parameter redo: takes the step after a state, as it was taken the first time.
  mutating func pop(_ steps: Int, redo: (inout SessionState) -> Void) -> SessionState? {
    let target = max(0, entries.count - steps)
    guard target < entries.count,
      var base = entries[0...target].lastIndex(where: { $0.cloud != nil })
    else { return nil }
    var cloud = entries[base].cloud ?? Cloud(count: 0)
    while base < target {
      var state = entries[base].state
      state.cloud = cloud
      state.tick += 1
      redo(&state)
      cloud = state.cloud
      base += 1
    }
    var state = entries[target].state
    state.cloud = cloud
    for entry in entries[target...] where entry.cloud != nil { kept -= 1 }
    entries.removeSubrange(target...)
    isNextPinned = true
    return state
  }

  /// Drops every second kept cloud of the older three quarters, but for those that no step makes.
  private mutating func thin() {
    let indices = entries.indices.filter { entries[$0].cloud != nil && !entries[$0].isPinned }
    let old = indices.prefix(indices.count * 3 / 4)
    for (position, index) in old.enumerated() where position % 2 == 1 {
      entries[index].cloud = nil
      kept -= 1
    }
  }

  /// Forgets the older half, up to a step whose particles are kept.
  private mutating func forgetOldest() {
    let half = entries.count / 2
    guard let cut = entries[half...].firstIndex(where: { $0.cloud != nil }) else { return }
    for entry in entries[..<cut] where entry.cloud != nil { kept -= 1 }
    entries.removeSubrange(..<cut)
  }
}
