import DiffusionCore
import Simulation

/// Scene files and command-line settings, with failures that name the place.
enum SceneLoading {
  /// Reads and checks a scene file.
  static func load(_ path: String, allowsOutside: Bool) throws(FailureReport) -> Scene {
    let bytes = try FileInput.read(path, limit: JSONDocument.sizeLimit + 1)
    do {
      return try SceneFile.read(bytes, path: path, allowsOutside: allowsOutside)
    } catch let report as DiagnosticReport {
      throw FailureReport(report, file: path)
    } catch let failure as FailureReport {
      throw failure
    } catch {
      throw FailureReport("\(error)", code: .data)
    }
  }
}
