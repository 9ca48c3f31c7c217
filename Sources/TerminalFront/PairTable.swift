internal import CNcurses

/// The numbers under which ncurses knows pairs of colours.
///
/// A pair is defined when it is first used. When the numbers run out, those of pairs that are no
/// longer on the screen are used again: ncurses searches the whole screen for each such number,
/// so they are freed all at once and seldom.
struct PairTable {
  private var numbers: [UInt64: Int32] = [:]
  private var next: Int32 = 1
  private var free: [Int32] = []
  private let limit: Int32

  /// - Parameter limit: one more than the largest number; 0 or less for no colours.
  init(limit: Int32) { self.limit = limit }

  /// How many pairs are defined.
  var count: Int { numbers.count }

  /// The number of a pair, or nil when none is left.
  mutating func number(_ foreground: Int32, _ background: Int32) -> Int32? {
    if foreground < 0, background < 0 { return 0 }
    let key = Self.key(foreground, background)
    if let number = numbers[key] { return number }
    let number: Int32
    if let freed = free.popLast() {
      number = freed
    } else if next < limit {
      number = next
      next += 1
    } else {
      return nil
    }
    init_extended_pair(number, foreground, background)
    numbers[key] = number
    return number
  }

  /// Frees every number but those in use.
  mutating func keepOnly(_ used: Set<Int32>) {
    var kept: [UInt64: Int32] = [:]
    for (key, number) in numbers {
      if used.contains(number) { kept[key] = number } else { free.append(number) }
    }
    // In an order of their own, not the dictionary's.
    free.sort(by: >)
    numbers = kept
  }

  private static func key(_ foreground: Int32, _ background: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: foreground)) << 32 | UInt64(UInt32(bitPattern: background))
  }
}
