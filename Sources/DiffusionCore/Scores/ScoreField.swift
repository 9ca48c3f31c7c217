/// ∇ log p at one noise level, for a batch of particles: exact, learned or empirical.
public protocol ScoreField: Sendable {
  /// The score at every particle; all buffers hold the same number of elements.
  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>)
}

/// Scores at every noise level: the exact denoiser and the network have the same interface.
public protocol ScoreModel: Sendable {
  /// The score at one level, with all that does not depend on the particle computed once.
  func field(at level: NoiseLevel) -> any ScoreField
}

extension ScoreField {
  /// The score at every particle of a cloud.
  public func scores(at cloud: Cloud) -> Cloud {
    var result = Cloud(count: cloud.count)
    cloud.x.withUnsafeBufferPointer { x in
      cloud.y.withUnsafeBufferPointer { y in
        result.x.withUnsafeMutableBufferPointer { scoreX in
          result.y.withUnsafeMutableBufferPointer { scoreY in
            scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
          }
        }
      }
    }
    return result
  }
}
