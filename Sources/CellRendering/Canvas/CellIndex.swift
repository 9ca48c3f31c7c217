/// The cell or dot that holds a position: the one way from a real number to an index.
///
/// Positions are measured in cells from the left or upper edge, so that cell k holds [k, k + 1).
/// - Returns: nil for a position outside `0 ..< count`, for NaN and for infinities.
@inline(__always)
package func cellIndex(_ position: Double, below count: Int) -> Int? {
  // A comparison with NaN is false; within the bounds the conversion cannot trap.
  guard position >= 0, position < Double(count) else { return nil }
  return Int(position)
}
