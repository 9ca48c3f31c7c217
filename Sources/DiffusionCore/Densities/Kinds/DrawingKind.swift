/// `drawing`: a picture made of characters, each a density from 0 to 9.
public enum DrawingKind: DensityKind {
  public static let card = Variant(
    name: "drawing",
    summary: "a drawing made of characters, uniform on each of them; its pieces are its parts",
    parameters: [
      Parameter(
        "rows", .list(of: .text, count: 1...100), required: true,
        "lines of characters from the top, each a density 0 … 9 or a blank for 0; short lines end in "
          + "blanks"),
      Parameter(
        "width", .number(NumberRange(1e-3, 1e4)),
        "width of the longest line; by default the longer side of the drawing is 6"),
      Parameter(
        "aspect", .number(NumberRange(0.1, 10)), default: 2,
        "height of a character over its width: 2 looks as in an editor, 1 makes squares"),
    ])

  /// The most characters in a line.
  private static let longest = 200

  public static func make(_ settings: Settings) throws -> any Density {
    let rows = try settings.list("rows").enumerated().map { try digits(of: $1.text, row: $0) }
    let columns = rows.reduce(0) { max($0, $1.count) }
    guard rows.contains(where: { $0.contains { $0 > 0 } }) else {
      throw SettingError(
        path: [.name("rows")], message: "nothing is drawn: every character is 0 or a blank",
        hint: "write densities from 1 to 9 where there shall be particles")
    }
    let cells = rows.map { $0 + Array(repeating: 0, count: columns - $0.count) }
    let shape = Vector(Double(columns), settings.number("aspect") * Double(rows.count))
    let width =
      settings.contains("width")
      ? settings.number("width") : PixelGrid.standardSize * shape.x / max(shape.x, shape.y)
    return PixelGrid(rows: cells).density(
      width: width, height: width * shape.y / shape.x, pieceName: "piece")
  }

  private static func digits(of line: String, row: Int) throws -> [Double] {
    let path: [SettingError.PathElement] = [.name("rows"), .index(row)]
    let characters = Array(line.unicodeScalars)
    guard characters.count <= longest else {
      throw SettingError(
        path: path, message: "\(characters.count) characters are too many",
        hint: "draw with at most \(longest) characters a line")
    }
    return try characters.enumerated().map { column, character in
      switch character {
      case " ": return 0
      case "0"..."9": return Double(character.value - 48)
      default:
        let isControl = character == "\u{fffd}" || character.value < 32
        throw SettingError(
          path: path,
          message: isControl
            ? "character \(column + 1) is a tab or another control character"
            : "character \(column + 1), \"\(character)\", is no density",
          hint: "write digits 0 … 9, and blanks for 0")
      }
    }
  }
}

extension SettingValue {
  var text: String {
    guard case .text(let value) = self else { preconditionFailure("not a text") }
    return value
  }
}
