/// `image`: a grey picture as a density, uniform on each pixel.
public enum ImageKind: DensityKind {
  public static let card = Variant(
    name: "image", summary: "a grey picture, uniform on each of its pixels",
    parameters: [
      Parameter("file", .text, "a PGM picture (P2 or P5), beside the scene"),
      Parameter(
        "pixels",
        .list(of: .list(of: .number(NumberRange(0, 1)), count: 1...largest), count: 1...largest),
        "rows of pixels from the top, 0 black … 1 white, in place of file"),
      Parameter(
        "dense", .choice(["dark", "light"]), default: "dark",
        "what is dense: dark pixels, as ink on paper, or light ones"),
      Parameter(
        "width", .number(NumberRange(1e-3, 1e4)),
        "width of the whole picture; by default its longer side is 6"),
      Parameter(
        "resolution", .integer(1...largest), default: 64,
        "the most pixels along the longer side: a larger picture is averaged down to it, and the law "
          + "is exact for that"),
    ])

  /// The most pixels along a side that a law is made of.
  private static let largest = 128

  public static func make(_ settings: Settings) throws -> any Density {
    guard settings.contains("pixels") else {
      throw SettingError(
        path: [], message: "neither file nor pixels are given",
        hint: "add \"file\": \"picture.pgm\"")
    }
    let rows = settings.list("pixels").map { $0.list.map(\.number) }
    if let row = rows.firstIndex(where: { $0.count != rows[0].count }) {
      throw SettingError(
        path: [.name("pixels"), .index(row)],
        message: "\(rows[row].count) pixels, but \(rows[0].count) in the first row",
        hint: "give every row as many")
    }
    let isDark = settings.text("dense") == "dark"
    let shades = rows.map { row in row.map { isDark ? 1 - $0 : $0 } }
    guard shades.contains(where: { $0.contains { $0 > 0 } }) else {
      throw SettingError(
        path: [.name("dense")],
        message: isDark ? "the picture is all white" : "the picture is all black",
        hint: "set dense to \"\(isDark ? "light" : "dark")\"")
    }
    let shape = Vector(Double(rows[0].count), Double(rows.count))
    let width =
      settings.contains("width")
      ? settings.number("width") : PixelGrid.standardSize * shape.x / max(shape.x, shape.y)
    return PixelGrid(rows: shades).reduced(to: settings.integer("resolution"))
      .density(width: width, height: width * shape.y / shape.x)
  }
}
