public import DiffusionCore

/// Points of the plane as text: two columns, read leniently in form and strictly in content.
public enum PointTable {
  /// Reads points from text.
  ///
  /// Columns are separated by commas, semicolons, tabs or blanks, the same in every line. A first line
  /// without numbers is a header; if it names `x` and `y`, these columns are taken and others left.
  /// Lines that are empty or begin with `#` are passed over.
  ///
  /// - Throws: the first finding, with line and column: a missing column, what is no number, NaN and
  ///   infinities.
  public static func read(_ bytes: [UInt8]) throws(Diagnostic) -> [Vector] {
    if let name = Encoding.wideName(bytes.prefix(4)) {
      throw Diagnostic(message: "the text is \(name)", hint: "save it as UTF-8 or ASCII")
    }
    var reader = PointTableReader(SourceText(bytes))
    return try reader.points()
  }

  /// Points as CSV with a header, each number the shortest that reads back the same.
  public static func text(_ cloud: Cloud) -> [UInt8] {
    var bytes = Array("x,y\n".utf8)
    bytes.reserveCapacity(24 * cloud.count)
    for index in 0..<cloud.count {
      appendRow([NumberText.shortest(cloud.x[index]), NumberText.shortest(cloud.y[index])], &bytes)
    }
    return bytes
  }

  /// A table with a header and numbers of seventeen digits.
  ///
  /// What is absent or not finite is left empty.
  public static func text(header: [String], rows: [[Double?]]) -> [UInt8] {
    var bytes: [UInt8] = []
    appendRow(header, &bytes)
    for row in rows {
      let fields = row.map { value in
        value.flatMap { $0.isFinite ? NumberText.digits17($0) : nil } ?? ""
      }
      appendRow(fields, &bytes)
    }
    return bytes
  }

  private static func appendRow(_ fields: [String], _ bytes: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: field.utf8)
    }
    bytes.append(UInt8(ascii: "\n"))
  }
}
