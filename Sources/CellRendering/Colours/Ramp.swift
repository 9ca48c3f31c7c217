/// Colours along a number, linear in sRGB between stops.
struct Ramp: Sendable {
  struct Stop: Sendable {
    var at: Double
    var color: RGB

    init(_ at: Double, _ red: UInt8, _ green: UInt8, _ blue: UInt8) {
      self.at = at
      color = RGB(red, green, blue)
    }
  }

  /// At least one stop, in rising order.
  var stops: [Stop]

  /// The colour at a value; beyond the ends the end's colour, for NaN the first.
  func color(at value: Double) -> RGB {
    guard var previous = stops.first else { return RGB(0, 0, 0) }
    guard value > previous.at else { return previous.color }
    for stop in stops.dropFirst() {
      if value <= stop.at {
        return previous.color.mixed(
          with: stop.color, share: (value - previous.at) / (stop.at - previous.at))
      }
      previous = stop
    }
    return previous.color
  }

  /// The same ramp with another colour at its first stop.
  func starting(at color: RGB) -> Ramp {
    var ramp = self
    if !ramp.stops.isEmpty { ramp.stops[0].color = color }
    return ramp
  }
}

extension RGB {
  /// (1 − share) of this colour and `share` of the other; `share` in 0 … 1.
  func mixed(with other: RGB, share: Double) -> RGB {
    func channel(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded())
    }
    return RGB(
      channel(red, other.red), channel(green, other.green), channel(blue, other.blue))
  }
}
