public import Foundation

/// The checkout that the tests were built from.
public enum Repository {
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// All files below a folder of the repository with an extension, sorted by path.
  public static func files(under folder: String, extension suffix: String) -> [URL] {
    let folder = root.appendingPathComponent(folder)
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == suffix }
      .sorted { $0.path < $1.path }
  }

  /// The text of a file of the repository.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}
