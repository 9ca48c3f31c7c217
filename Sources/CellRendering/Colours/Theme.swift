/// Roles and ramps as colours of one terminal.
package struct Theme: Sendable {
  package let options: RenderOptions
  /// Density from step 0, the terminal's own background, to the peak.
  package let density: [Color]
  /// Signed error from −1 to 1; the middle one is the terminal's own background.
  package let signedError: [Color]
  private let roles: [Color]

  /// Steps of the smooth ramps: enough to look even, few enough for the line to the terminal.
  static let smoothSteps = 40

  package init(_ options: RenderOptions) {
    self.options = options
    roles = Role.allCases.map { Self.color($0.colors(options.appearance), options.colorDepth) }
    density = Self.densityColors(options)
    signedError = Self.errorColors(options)
  }

  package func color(_ role: Role) -> Color { roles[role.rawValue] }

  /// The step of the density ramp for √(p / peak) in 0 … 1; 0 for NaN.
  package func densityStep(_ value: Float) -> Int {
    value.isNaN
      ? 0 : cellIndex(Double(min(value, 0.999)) * Double(density.count), below: density.count) ?? 0
  }

  /// The step of the signed ramp for a value in −1 … 1; the middle for NaN.
  package func errorStep(_ value: Float) -> Int {
    let half = Double(signedError.count - 1) / 2
    guard !value.isNaN else { return signedError.count / 2 }
    let clamped = Double(max(-1, min(1, value)))
    return cellIndex((clamped + 1) * half + 0.5, below: signedError.count) ?? signedError.count / 2
  }

  /// The colour as it will be seen, the terminal's own ones as far as they are known.
  package func visible(_ color: Color, isBackground: Bool) -> RGB {
    switch color {
    case .rgb(let red, let green, let blue): RGB(red, green, blue)
    case .indexed(let code): XtermPalette.rgb(code)
    case .terminal:
      isBackground
        ? options.background ?? options.appearance.defaultBackground
        : options.appearance.defaultForeground
    }
  }

  /// Contrast of text in one colour on another, 1 … 21.
  package func contrast(_ foreground: Color, on background: Color) -> Double {
    visible(foreground, isBackground: false)
      .contrast(with: visible(background, isBackground: true))
  }

  /// Ink that can be read on a background of a ramp: text, or black or white where that is better.
  package func ink(on background: Color) -> Color {
    let text = color(.text)
    guard background != .terminal, contrast(text, on: background) < 4.5 else { return text }
    let choices: [Color] =
      options.colorDepth == .truecolor
      ? [.rgb(0, 0, 0), .rgb(255, 255, 255)] : [.indexed(16), .indexed(231)]
    guard options.colorDepth != .eight, options.colorDepth != .none else { return text }
    return contrast(choices[0], on: background) > contrast(choices[1], on: background)
      ? choices[0] : choices[1]
  }

  private static func color(_ colors: RoleColors, _ depth: ColorDepth) -> Color {
    switch depth {
    case .truecolor: Color(XtermPalette.rgb(colors.code))
    case .indexed: .indexed(colors.code)
    case .eight: colors.eight.map { .indexed($0) } ?? .terminal
    case .none: .terminal
    }
  }

  private static func densityColors(_ options: RenderOptions) -> [Color] {
    let palette = paletteCatalog.first { $0.name == options.palette } ?? .law
    switch options.colorDepth {
    case .truecolor:
      var ramp = palette.ramp(options.appearance)
      if let background = options.background { ramp = ramp.starting(at: background) }
      return (0..<smoothSteps).map {
        $0 == 0 ? .terminal : Color(ramp.color(at: Double($0) / Double(smoothSteps - 1)))
      }
    case .indexed:
      return palette.codes(options.appearance).map { code in code.map { .indexed($0) } ?? .terminal
      }
    case .eight, .none:
      return .init(repeating: .terminal, count: 8)
    }
  }

  private static func errorColors(_ options: RenderOptions) -> [Color] {
    let isDark = options.appearance == .dark
    switch options.colorDepth {
    case .truecolor:
      var ramp = isDark ? SignedRamp.dark : SignedRamp.light
      if let background = options.background { ramp.stops[2].color = background }
      return (0...smoothSteps).map {
        2 * $0 == smoothSteps
          ? .terminal : Color(ramp.color(at: 2 * Double($0) / Double(smoothSteps) - 1))
      }
    case .indexed:
      let codes = isDark ? SignedRamp.darkCodes : SignedRamp.lightCodes
      return codes.map { code in code.map { .indexed($0) } ?? .terminal }
    case .eight:
      return [.indexed(6), .indexed(4), .terminal, .indexed(3), .indexed(1)]
    case .none:
      return .init(repeating: .terminal, count: 9)
    }
  }
}

/// The diverging ramp: blue where the network is too weak, orange where it is too strong.
enum SignedRamp {
  static let dark = Ramp(stops: [
    .init(-1, 96, 176, 214), .init(-0.5, 22, 84, 132), .init(0, 16, 18, 24),
    .init(0.5, 132, 66, 20), .init(1, 222, 146, 84),
  ])
  static let light = Ramp(stops: [
    .init(-1, 10, 80, 160), .init(-0.5, 130, 180, 230), .init(0, 250, 250, 248),
    .init(0.5, 250, 205, 140), .init(1, 175, 95, 0),
  ])
  static let darkCodes: [UInt8?] = [74, 31, 24, 17, nil, 52, 94, 130, 173]
  static let lightCodes: [UInt8?] = [25, 68, 111, 189, nil, 230, 222, 172, 130]
}

extension Color {
  init(_ color: RGB) { self = .rgb(color.red, color.green, color.blue) }
}
