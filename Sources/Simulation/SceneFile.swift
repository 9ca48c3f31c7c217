import DiffusionCore

/// Scene files as bytes.
public enum SceneFile {
  /// Reads and checks a scene.
  ///
  /// - Parameter fallbackName: the name of a scene that has none.
  /// - Throws: everything that is wrong with the text and its values, up to twenty findings.
  public static func read(
    _ bytes: [UInt8], fallbackName: String
  ) throws(DiagnosticReport) -> Scene {
    let document = try JSONDocument.parse(bytes)
    let settings = try document.settings(SceneFormat.parameters)
    do {
      var scene = try Scene(settings, fallbackName: HarmlessText.narrow(fallbackName))
      scene.name = HarmlessText.narrow(scene.name)
      scene.about = HarmlessText.narrow(scene.about)
      return scene
    } catch let error as SettingError {
      throw DiagnosticReport([document.diagnostic(for: error)])
    } catch {
      throw DiagnosticReport([Diagnostic(path: "", message: "\(error)")])
    }
  }
}
