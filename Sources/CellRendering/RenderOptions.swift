/// How many colours the terminal can show.
public enum ColorDepth: String, CaseIterable, Sendable {
  /// 24 bits a colour.
  case truecolor
  /// The 256 colours of xterm.
  case indexed
  /// The eight colours of ECMA-48.
  case eight
  /// No colour; bold and reverse remain.
  case none
}

/// Whether light is drawn on dark or dark on light.
public enum Appearance: String, CaseIterable, Sendable {
  case dark, light
}

/// Which characters may be drawn.
public enum GlyphChoice: String, CaseIterable, Sendable {
  /// Braille, block elements, box drawing and mathematical letters.
  case unicode
  /// Printable ASCII alone.
  case ascii
}

/// A colour in sRGB, 8 bits a channel.
public struct RGB: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}

/// What the terminal can show and how the reader wants it.
public struct RenderOptions: Hashable, Sendable {
  public var colorDepth: ColorDepth
  public var appearance: Appearance
  public var glyphs: GlyphChoice
  /// The terminal's own background, where it told; ramps begin there.
  public var background: RGB?
  /// Height of a character cell in units of its width.
  public var cellAspect: Double
  /// The name of the density palette, one of `paletteCatalog`.
  public var palette: String

  public init(
    colorDepth: ColorDepth = .indexed, appearance: Appearance = .dark,
    glyphs: GlyphChoice = .unicode, background: RGB? = nil, cellAspect: Double = 2,
    palette: String = "law"
  ) {
    self.colorDepth = colorDepth
    self.appearance = appearance
    self.glyphs = glyphs
    self.background = background
    self.cellAspect = cellAspect
    self.palette = palette
  }
}
