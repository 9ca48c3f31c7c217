/// Frames a second that the terminal shows, over the last second or so.
///
/// A frame that equals the one before is shown too, though nothing is written for it.
package struct FrameRate {
  package private(set) var value: Double?
  private var start: Duration?
  private var frames = 0
  private var isDue = false

  package init() {}

  /// The time of a frame has come.
  package mutating func pass() { isDue = true }

  /// A picture was made, and taken by the terminal or not.
  ///
  /// Pictures between frames, such as the answer to a key, are not counted.
  package mutating func show(isTaken: Bool, at time: Duration) {
    guard isDue else { return }
    isDue = false
    if isTaken { frames += 1 }
    guard let start else {
      (self.start, frames) = (time, 0)
      return
    }
    let span = time - start
    guard span >= .seconds(1) else { return }
    value = Double(frames) / (span / .seconds(1))
    (self.start, frames) = (time, 0)
  }

  /// Nothing moves: the time until it does again does not count.
  package mutating func rest() { start = nil }
}
