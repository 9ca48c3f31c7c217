import DiffusionCore
import Simulation

/// Scene files and command-line settings, with failures that name the place.
enum SceneLoading {
  /// Reads and checks a scene file.
  static func load(_ path: String) throws(FailureReport) -> Scene {
    let bytes = try FileInput.read(path, limit: JSONDocument.sizeLimit + 1)
    do {
      return try SceneFile.read(bytes, path: path)
    } catch let report as DiagnosticReport {
      throw FailureReport(report, file: path)
    } catch let failure as FailureReport {
      throw failure
    } catch {
      throw FailureReport("\(error)", code: .data)
    }
  }

  /// `--set KEY=VALUE`, checked against the parameters of a method.
  static func settings(
    _ assignments: [String], _ parameters: [Parameter], of method: String
  ) throws(FailureReport) -> Settings {
    var members: [JSON.Member] = []
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "=") else {
        throw .usage("--set \(HarmlessText.quoted(assignment)): KEY=VALUE is wanted")
      }
      let value = String(assignment[assignment.index(after: equals)...])
      let key = String(assignment[..<equals])
      members.removeAll { $0.key == key }
      members.append(.init(key, NumberText.parse(value).map { .number($0) } ?? .text(value)))
    }
    do {
      let document = try JSONDocument.parse(Array(JSON.object(members).text().utf8))
      return try document.settings(parameters)
    } catch {
      let finding = error.diagnostics.first
      let hint = finding?.hint.map { "; \($0)" } ?? ""
      throw .usage("--set for \(method): \(finding?.summary ?? "not understood")\(hint)")
    }
  }
}
