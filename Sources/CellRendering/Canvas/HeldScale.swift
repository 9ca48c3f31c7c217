import Simulation

/// The top of a bar scale: it grows at once and shrinks only after two seconds, so that bars move and
/// their scale does not.
package struct HeldScale: Sendable {
  private var value = 0.0
  private var recent = 0.0
  private var age = 0

  package init() {}

  /// Frames in two seconds; a few while the view is paused, where frames come only by keys.
  static func frames(_ frame: Frame) -> Int {
    guard frame.isPlaying else { return 4 }
    return 2 * max(1, cellIndex(frame.framesPerSecond ?? 60, below: 1000) ?? 60)
  }

  /// The scale for a frame whose greatest value is `top`, where `frames` of them take two seconds.
  package mutating func hold(_ top: Double, frames: Int) -> Double {
    guard top.isFinite, top > 0 else { return value > 0 ? value : 1 }
    if top >= value {
      (value, recent, age) = (top, 0, 0)
      return value
    }
    recent = max(recent, top)
    age += 1
    if age >= frames { (value, recent, age) = (recent, 0, 0) }
    return value
  }
}

/// The scales that a screen keeps from frame to frame.
struct HeldScales: Sendable {
  var columns = HeldScale()
  var rows = HeldScale()
  var weights = HeldScale()
  var errors = HeldScale()
  var history = HeldScale()
}
