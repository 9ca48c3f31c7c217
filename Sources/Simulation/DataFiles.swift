internal import DiffusionCore

/// The data files that a scene names, in its data and in whatever is within it.
struct DataFiles {
  /// The path of the scene that the files lie beside.
  var scene: String
  /// Whether files may lie outside the scene's folder.
  var allowsOutside: Bool

  private typealias Path = [SettingError.PathElement]

  /// The settings with every `file` replaced by what is in it.
  ///
  /// - Throws: `SettingError` with the path from the settings' root, `FailureReport` for a file that
  ///   cannot be read.
  func inserted(into settings: Settings) throws -> Settings {
    try inserted(into: settings, at: [])
  }

  private func inserted(into settings: Settings, at path: Path) throws -> Settings {
    var result = settings
    for index in result.entries.indices {
      let entry = result.entries[index]
      result.entries[index].value = try inserted(into: entry.value, at: path + [.name(entry.name)])
    }
    switch result["type"] {
    case .text(PointsKind.card.name): return try withPoints(result, path)
    case .text(ImageKind.card.name): return try withPixels(result, path)
    default: return result
    }
  }

  private func inserted(into value: SettingValue, at path: Path) throws -> SettingValue {
    switch value {
    case .object(let settings): return .object(try inserted(into: settings, at: path))
    case .list(let elements):
      // Lists of numbers hold no files, and may be long.
      guard case .object? = elements.first else { return value }
      return .list(
        try elements.enumerated().map { try inserted(into: $1, at: path + [.index($0)]) })
    default: return value
    }
  }

  private func withPoints(_ data: Settings, _ path: Path) throws -> Settings {
    guard let file = try file(of: data, besides: "points", path) else { return data }
    let points = try Self.naming { () throws(FailureReport) in try PointFile.read(file) }
    guard (1...100_000).contains(points.count), points.allSatisfy({ $0.length <= 1e6 }) else {
      throw SettingError(
        path: path + [.name("file")],
        message: "\(points.count) points; 1 to 100 000 within 1e6 of the origin are wanted")
    }
    var result = data
    result["file"] = nil
    result["points"] = .list(points.map { .list([.number($0.x), .number($0.y)]) })
    return result
  }

  private func withPixels(_ data: Settings, _ path: Path) throws -> Settings {
    guard let file = try file(of: data, besides: "pixels", path) else { return data }
    let picture = try Self.naming { () throws(FailureReport) in
      try GreyMap.read(file, resolution: data.integer("resolution"))
    }
    var result = data
    result["file"] = nil
    result["pixels"] = .list(picture.rows.map { .list($0.map { .number($0) }) })
    return result
  }

  /// Findings about a data file stay in its one line, which names it: places in it are none in the
  /// scene.
  private static func naming<Value>(
    _ read: () throws(FailureReport) -> Value
  ) throws(FailureReport) -> Value {
    do {
      return try read()
    } catch {
      var report = error
      report.details = nil
      throw report
    }
  }

  /// Where the file of a distribution lies; nil where it names none.
  private func file(of data: Settings, besides other: String, _ path: Path) throws -> String? {
    guard data.contains("file") else { return nil }
    guard !data.contains(other) else {
      throw SettingError(
        path: path + [.name("file")], message: "given beside `\(other)`",
        hint: "keep one of the two")
    }
    return try FileInput.resolve(data.text("file"), besides: scene, allowsOutside: allowsOutside)
  }
}
