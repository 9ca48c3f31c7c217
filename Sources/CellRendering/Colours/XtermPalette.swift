/// The 256 colours of xterm: 16 named ones, a cube of 6 × 6 × 6 and 24 greys.
enum XtermPalette {
  /// The intensities of the cube.
  static let cubeSteps: [UInt8] = [0, 95, 135, 175, 215, 255]

  /// The sixteen named colours as xterm comes.
  static let named: [RGB] = [
    RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
    RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
    RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
  ]

  /// The colour of a code.
  static func rgb(_ code: UInt8) -> RGB {
    if code < 16 { return named[Int(code)] }
    if code >= 232 {
      let grey = 8 + 10 * (code - 232)
      return RGB(grey, grey, grey)
    }
    let cube = Int(code) - 16
    return RGB(cubeSteps[cube / 36], cubeSteps[cube / 6 % 6], cubeSteps[cube % 6])
  }

  /// The code of the cube or the greys that is nearest to a colour.
  static func nearest(to color: RGB) -> UInt8 {
    var best: UInt8 = 16
    var bestDistance = Int.max
    for code in UInt8(16)...255 {
      let candidate = rgb(code)
      let red = Int(candidate.red) - Int(color.red)
      let green = Int(candidate.green) - Int(color.green)
      let blue = Int(candidate.blue) - Int(color.blue)
      // Weights near the eye's: green counts most.
      let distance = 3 * red * red + 6 * green * green + 2 * blue * blue
      if distance < bestDistance { (best, bestDistance) = (code, distance) }
    }
    return best
  }
}

extension RGB {
  /// Relative luminance, 0 … 1 (WCAG 2.1).
  package var luminance: Double {
    func linear(_ channel: UInt8) -> Double {
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Contrast of two colours, 1 … 21 (WCAG 2.1).
  package func contrast(with other: RGB) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}
