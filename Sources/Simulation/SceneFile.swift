import DiffusionCore

/// Scene files as bytes.
public enum SceneFile {
  /// Reads and checks a scene.
  ///
  /// - Parameters:
  ///   - path: where the bytes come from: data files that the scene names lie beside it, and a scene
  ///     without a name has the file's.
  ///   - allowsOutside: whether data files may lie outside the scene's folder.
  /// - Throws: `DiagnosticReport` for everything that is wrong with the text and its values, up to
  ///   twenty findings; `FailureReport` for a data file that cannot be read.
  public static func read(
    _ bytes: [UInt8], path: String, allowsOutside: Bool = false
  ) throws -> Scene {
    let document = try JSONDocument.parse(bytes)
    var settings = try document.settings(SceneFormat.parameters)
    do {
      try insertPoints(into: &settings, besides: path, allowsOutside: allowsOutside)
      var scene = try Scene(settings, fallbackName: stem(of: path))
      scene.name = HarmlessText.narrow(scene.name)
      scene.about = HarmlessText.narrow(scene.about)
      return scene
    } catch let error as SettingError {
      throw DiagnosticReport([document.diagnostic(for: error)])
    }
  }

  /// The name of a file without its folder and ending.
  private static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
  }

  /// Replaces `data.file` by the points in it.
  private static func insertPoints(
    into settings: inout Settings, besides scene: String, allowsOutside: Bool
  ) throws {
    var data = settings.object("data")
    guard data.contains("file") else { return }
    let place = [SettingError.PathElement.name("data"), .name("file")]
    guard !data.contains("points") else {
      throw SettingError(path: place, message: "given beside `points`", hint: "keep one of the two")
    }
    let path = try FileInput.resolve(
      data.text("file"), besides: scene, allowsOutside: allowsOutside)
    let points = try PointFile.read(path)
    guard (1...100_000).contains(points.count), points.allSatisfy({ $0.length <= 1e6 }) else {
      throw SettingError(
        path: place,
        message: "\(points.count) points; 1 to 100 000 within 1e6 of the origin are wanted")
    }
    data["file"] = nil
    data["points"] = .list(points.map { .list([.number($0.x), .number($0.y)]) })
    settings["data"] = .object(data)
  }
}
