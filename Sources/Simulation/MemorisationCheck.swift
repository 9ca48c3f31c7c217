import DiffusionCore

/// How much of the cloud repeats the finite training set, beside what exact draws and draws from
/// the set itself give at the same noise.
struct MemorisationCheck: Sendable {
  private let scene: Scene
  private let data: TrainingData

  init(_ scene: Scene) {
    self.scene = scene
    data = scene.empiricalData
  }

  /// The share of the cloud beside that of the exact law, and the one of the empirical law.
  ///
  /// By `memorisedShare`; empty where no finite set is learned or followed.
  func readings(of state: SessionState, stream: NoiseStream) -> [Reading] {
    guard scene.training.samples > 0 || state.score == .empirical, let set = data.members else {
      return []
    }
    let level = state.level
    let signal = Float(level.signal)
    let noised = Cloud(x: set.x.map { signal * $0 }, y: set.y.map { signal * $0 })
    func share(of density: any Density, _ label: UInt64) -> Double? {
      let draws = density.law(at: level).sample(count: 2000, stream: stream.child(label))
      return memorisedShare(of: draws, from: noised)
    }
    guard let own = memorisedShare(of: state.cloud, from: noised),
      let exact = share(of: scene.density, 1), let empirical = share(of: data.density, 2)
    else { return [] }
    return [
      Reading("memorised", own, exact: exact),
      Reading("memorised, set", empirical),
    ]
  }
}
