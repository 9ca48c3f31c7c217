internal import CNcurses

/// The numbers under which ncurses knows pairs of colours.
///
/// A pair is defined when it is first used. To define a number anew would make ncurses search the
/// whole screen for it, so when the numbers run out all are forgotten at once, and every cell is
/// put again; `DrawingFilter` keeps that from the terminal.
struct PairTable {
  private var numbers: [UInt64: Int32] = [:]
  private let limit: Int32

  /// - Parameter limit: one more than the largest number; 0 or less for no colours.
  init(limit: Int32) { self.limit = limit }

  /// The number of a pair, or nil when none is left.
  mutating func number(_ foreground: Int32, _ background: Int32) -> Int32? {
    if foreground < 0, background < 0 { return 0 }
    let key = UInt64(UInt32(bitPattern: foreground)) << 32 | UInt64(UInt32(bitPattern: background))
    if let number = numbers[key] { return number }
    let number = Int32(numbers.count + 1)
    guard number < limit else { return nil }
    init_extended_pair(number, foreground, background)
    numbers[key] = number
    return number
  }

  /// Forgets all pairs.
  mutating func removeAll() {
    numbers.removeAll(keepingCapacity: true)
    reset_color_pairs()
  }
}
