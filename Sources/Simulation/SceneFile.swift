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
      settings = try DataFiles(scene: path, allowsOutside: allowsOutside).inserted(into: settings)
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
}
