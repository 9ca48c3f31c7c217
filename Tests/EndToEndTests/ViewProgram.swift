import Foundation
import TerminalTestSupport
import TestSupport

/// The built diffviz with a scene in a pseudo-terminal, its files in a folder of its own.
struct ViewProgram {
  let child: TerminalChild
  /// Where it runs: recordings, snapshots and trained networks land here.
  private let folder: TemporaryFolder

  init(
    _ arguments: [String] = ["scenes/gmm.json"], width: Int = 120, height: Int = 40,
    environment: [String: String] = [:]
  ) throws {
    folder = try TemporaryFolder()
    var variables = ["HOME": folder.path, "XDG_CACHE_HOME": folder.path]
    variables.merge(environment) { $1 }
    let full = arguments.map {
      $0.hasPrefix("scenes/") ? Repository.root.appendingPathComponent($0).path : $0
    }
    // The shell only changes to the folder; the program has its process.
    child = try TerminalChild(
      "/bin/sh",
      ["-c", "cd \"$0\" && exec \"$@\"", folder.path, TerminalChild.products + "/diffviz"] + full,
      width: width, height: height, environment: variables)
  }

  /// Waits for the first picture.
  func waitForPicture() throws {
    try child.wait("the picture") { $0.line(0).contains("diffviz") && $0.line(0).contains("step") }
  }

  /// The digest of the particles that the header shows while the view is paused.
  var digest: Substring? {
    child.screen.line(0).split(separator: " ").first { $0.hasPrefix("#") }
  }

  /// "84/200" in the header.
  var step: Int? {
    let words = child.screen.line(0).split(separator: " ")
    guard let index = words.firstIndex(of: "step"), index + 1 < words.count else { return nil }
    return words[index + 1].split(separator: "/").first.flatMap { Int($0) }
  }
}

/// A new folder that goes away with its last owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("diffviz-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
