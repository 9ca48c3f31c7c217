/// The colours of the density, from none to the peak.
public struct Palette: Sendable {
  public let name: String
  public let summary: String
  let dark: Ramp
  let light: Ramp
  /// The eight codes of the 256, step 0 being the terminal's own background; nil: the nearest ones.
  let darkCodes: [UInt8?]?
  let lightCodes: [UInt8?]?

  func ramp(_ appearance: Appearance) -> Ramp { appearance == .dark ? dark : light }

  /// Codes for `steps` steps of √(p / peak).
  func codes(_ appearance: Appearance) -> [UInt8?] {
    if let codes = appearance == .dark ? darkCodes : lightCodes { return codes }
    let ramp = ramp(appearance)
    return (0..<8).map { $0 == 0 ? nil : XtermPalette.nearest(to: ramp.color(at: Double($0) / 7)) }
  }
}

/// Every density palette there is; the first is the plain one.
///
/// Adding one: its value, and its name here.
public let paletteCatalog: [Palette] = [.law, .viridis, .magma, .cividis, .grey]

extension Palette {
  /// Calm blues that leave the particles' gold in front.
  static let law = Palette(
    name: "law", summary: "calm blues behind the particles' gold",
    dark: Ramp(stops: [
      .init(0, 16, 18, 24), .init(0.14, 13, 24, 54), .init(0.36, 14, 46, 94),
      .init(0.62, 20, 83, 130), .init(0.84, 38, 122, 157), .init(1, 74, 152, 172),
    ]),
    light: Ramp(stops: [
      .init(0, 250, 250, 248), .init(0.2, 228, 241, 252), .init(0.5, 177, 214, 242),
      .init(0.8, 120, 180, 224), .init(1, 88, 153, 207),
    ]),
    darkCodes: [nil, 234, 17, 17, 18, 24, 24, 31],
    lightCodes: [nil, 255, 195, 195, 153, 153, 110, 74])

  /// Stops of matplotlib's viridis, darkened under particles and reversed on white.
  static let viridis = perceptual(
    name: "viridis", summary: "violet to green to yellow, even steps of lightness",
    [
      (68, 1, 84), (71, 44, 122), (59, 81, 139), (44, 113, 142), (33, 144, 141), (39, 173, 129),
      (92, 200, 99), (170, 220, 50), (253, 231, 37),
    ])

  static let magma = perceptual(
    name: "magma", summary: "black to violet to rose to cream, even steps of lightness",
    [
      (0, 0, 4), (28, 16, 68), (79, 18, 123), (129, 37, 129), (181, 54, 122), (229, 80, 100),
      (251, 135, 97), (254, 194, 135), (252, 253, 191),
    ])

  static let cividis = perceptual(
    name: "cividis", summary: "blue to yellow, the same for colour-blind readers",
    [
      (0, 34, 78), (18, 53, 112), (59, 73, 108), (87, 93, 109), (112, 113, 115), (138, 134, 120),
      (165, 156, 116), (195, 179, 105), (254, 232, 56),
    ])

  static let grey = perceptual(
    name: "grey", summary: "shades of grey",
    [(24, 24, 24), (52, 52, 52), (80, 80, 80), (108, 108, 108), (136, 136, 136), (164, 164, 164)])

  /// A palette made of even steps.
  ///
  /// In the dark it stops at three quarters, darkened, so that particles stay the
  /// brightest thing on the plane; on white it runs from the paper to its middle.
  private static func perceptual(
    name: String, summary: String, _ colors: [(UInt8, UInt8, UInt8)]
  ) -> Palette {
    let last = Double(colors.count - 1)
    let full = Ramp(
      stops: colors.enumerated().map { .init(Double($0) / last, $1.0, $1.1, $1.2) })
    func stops(_ background: RGB, _ value: (Double) -> RGB) -> Ramp {
      var stops = [Ramp.Stop(0, background.red, background.green, background.blue)]
      for step in 1...8 {
        let color = value(Double(step) / 8)
        stops.append(.init(Double(step) / 8, color.red, color.green, color.blue))
      }
      return Ramp(stops: stops)
    }
    let black = Appearance.dark.defaultBackground
    let white = Appearance.light.defaultBackground
    return Palette(
      name: name, summary: summary,
      dark: stops(black) { at in
        black.mixed(with: full.color(at: 0.08 + 0.67 * at), share: 0.4 + 0.4 * at)
      },
      light: stops(white) { at in
        white.mixed(with: full.color(at: 1 - 0.55 * at), share: 0.2 + 0.55 * at)
      },
      darkCodes: nil, lightCodes: nil)
  }
}

extension Appearance {
  /// The background taken for granted until the terminal tells its own.
  var defaultBackground: RGB { self == .dark ? RGB(16, 18, 24) : RGB(250, 250, 248) }
  /// The foreground taken for granted.
  var defaultForeground: RGB { self == .dark ? RGB(208, 208, 208) : RGB(48, 48, 48) }
}
