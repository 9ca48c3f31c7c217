internal import DequeModule
import DiffusionCore

/// The steps behind a session: enough to come back to any of them, bit for bit.
///
/// Before each step the state is kept without its particles and its sampler, which is small; those
/// are kept for some steps only, the newest densest, and the others are reached by stepping again.
/// What they take and what weights take is bounded, so that a view that runs for hours does not grow;
/// where one bound is reached in spite of thinning, the oldest steps are forgotten.
struct SessionHistory: Sendable {
  /// The particles before a step.
  private struct Kept: Sendable {
    /// Which step of the session, counted from its first.
    let position: Int
    let cloud: Cloud
    /// The sampler, with what it remembers of them.
    let sampler: any Sampler
    let bytes: Int
    /// Whether the particles came by other means than a step, so that stepping cannot make them again.
    var isPinned: Bool

    init(_ state: SessionState, position: Int, isPinned: Bool) {
      (self.position, self.isPinned) = (position, isPinned)
      (cloud, sampler) = (state.cloud, state.course.sampler)
      bytes = 8 * cloud.count + sampler.memoryBytes
    }

    /// A state with these particles.
    func completing(_ light: SessionState) -> SessionState {
      var state = light
      state.cloud = cloud
      state.course.sampler = sampler
      return state
    }
  }

  /// Weights that a step uses and the one before it did not.
  private struct Adoption: Sendable {
    var position: Int
    var trainingStep: Int
    var bytes: Int
  }

  /// The states before the steps from `first` on.
  private var entries: Deque<SessionState> = []
  private var first = 0
  /// Rising; the first belongs to the first entry.
  private var kept: [Kept] = []
  private var adoptions: Deque<Adoption> = []
  private var isNextPinned = true
  /// States are a kilobyte each.
  private static let entryLimit = 4000
  /// What past particles and samplers may take, but so many are kept whatever they take: 32 bytes a
  /// particle for most methods.
  private static let cloudBytes = 2_000_000
  private static let leastClouds = 4
  private static let mostClouds = 600
  /// What the weights of past steps may take: of the usual network some hundred and fifty.
  private static let networkBytes = 8_000_000

  var count: Int { entries.count }
  /// Clouds that are kept, beside the one that the session holds.
  var keptClouds: Int { kept.count }
  /// What they take, with their samplers.
  var keptBytes: Int { kept.reduce(0) { $0 + $1.bytes } }
  /// Weights that are kept, beside those that the session holds.
  var keptNetworks: Int { adoptions.count }

  /// Remembers the state before a step.
  ///
  /// - Parameter isJump: whether what follows is a command that puts the particles elsewhere.
  mutating func push(_ state: SessionState, isJump: Bool) {
    let position = first + entries.count
    let light = light(state)
    entries.append(light)
    kept.append(Kept(state, position: position, isPinned: isNextPinned))
    isNextPinned = isJump
    while isOverfull { thin() }
    noteNetwork(of: light, at: position)
    if entries.count > Self.entryLimit { forget(upTo: first + entries.count / 8) }
  }

  private var isOverfull: Bool {
    kept.count > Self.leastClouds
      && (kept.count > Self.mostClouds || keptBytes > Self.cloudBytes)
  }

  /// How many more like one there is room for.
  private func room(for one: Kept) -> Int {
    let limit = Self.cloudBytes / max(1, one.bytes)
    return max(Self.leastClouds, min(Self.mostClouds, limit)) - kept.count
  }

  /// The state without what is kept for some steps only.
  private func light(_ state: SessionState) -> SessionState {
    var light = state.usesNetwork ? state : state.withoutNetwork
    light.cloud = Cloud(count: 0)
    // In the place of the sampler, one that remembers nothing.
    light.course.sampler = ForwardOU(
      for: MethodScene(
        process: state.course.process, smallestDeviation: 1, levels: [],
        density: state.course.target))
    return light
  }

  /// Takes back the last `steps` steps, or as many as there are.
  ///
  /// - Parameter redo: takes the step after a state, as it was taken the first time.
  mutating func pop(_ steps: Int, redo: (inout SessionState) -> Void) -> SessionState? {
    let target = max(first, first + entries.count - steps)
    guard target < first + entries.count else { return nil }
    kept.removeAll { $0.position > target }
    guard let base = kept.last else { return nil }
    var newest = base
    // The steps just before are asked for next: as many as there is room for are kept on the way.
    let room = room(for: base)
    for position in base.position..<target {
      var state = newest.completing(entries[position - first])
      state.tick += 1
      redo(&state)
      newest = Kept(state, position: position + 1, isPinned: false)
      let ahead = target - position - 1
      if ahead > 0, ahead <= room { kept.append(newest) }
    }
    let state = newest.completing(entries[target - first])
    isNextPinned = false
    if let last = kept.last, last.position == target {
      isNextPinned = last.isPinned
      kept.removeLast()
    }
    entries.removeSubrange((target - first)...)
    adoptions.removeAll { $0.position >= target }
    return state
  }

  /// Bounds what the weights of past steps take.
  private mutating func noteNetwork(of state: SessionState, at position: Int) {
    guard let network = state.network, network.trainingStep != adoptions.last?.trainingStep else {
      return
    }
    let bytes = 4 * network.network.perceptron.parameterCount
    adoptions.append(Adoption(position: position, trainingStep: network.trainingStep, bytes: bytes))
    while adoptions.count > 1, adoptions.reduce(0, { $0 + $1.bytes }) > Self.networkBytes {
      forget(upTo: adoptions[1].position)
    }
  }

  /// Drops the kept cloud that is missed least: the one whose neighbours are closest for its age.
  private mutating func thin() {
    let newest = kept[kept.count - 1].position
    func worth(_ index: Int) -> Double {
      let gap = kept[index + 1].position - kept[index - 1].position
      return Double(gap) / Double(newest + 1 - kept[index].position)
    }
    let free = (1..<kept.count - 1).filter { !kept[$0].isPinned }
    if let least = free.min(by: { worth($0) < worth($1) }) {
      kept.remove(at: least)
    } else {
      forget(upTo: kept[1].position)
    }
  }

  /// Forgets the oldest steps, up to the first one from `position` on whose particles are kept.
  private mutating func forget(upTo position: Int) {
    guard let cut = kept.first(where: { $0.position >= position })?.position else { return }
    entries.removeFirst(cut - first)
    kept.removeAll { $0.position < cut }
    kept[0].isPinned = true
    first = cut
    // Weights in use at the cut stay, though they were adopted earlier.
    while adoptions.count > 1, adoptions[1].position <= cut { adoptions.removeFirst() }
  }
}
