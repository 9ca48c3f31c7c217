internal import Glibc

/// Trained networks kept between runs, each under the digest of all that it depends on.
///
/// Nothing here ever fails a run: what is missing, damaged, foreign or cannot be written is as if it
/// had never been there.
public struct NetworkCache: Sendable {
  /// Where the files are; nil for a cache that holds nothing.
  public let folder: String?
  private var hasComplained = false

  /// The most bytes of a kept network.
  private static let sizeLimit = 1 << 30
  private static let keyNote = "diffviz.description"
  private static let digestNote = "diffviz.sha256"

  /// The user's cache: `diffviz` in `XDG_CACHE_HOME`, or in `.cache` in `HOME`.
  public init(environment: [String: String]) {
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      folder = base + "/diffviz"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      folder = home + "/.cache/diffviz"
    } else {
      folder = nil
    }
  }

  private init(folder: String?) { self.folder = folder }

  /// A cache that holds nothing.
  public static let disabled = NetworkCache(folder: nil)

  /// The file of a description: equal descriptions, equal files.
  public func path(for description: String) -> String? {
    folder.map { "\($0)/\(SHA256.hexadecimal(Array(description.utf8))).safetensors" }
  }

  /// What was stored under a description, if it is there and undamaged.
  public func load(_ description: String) -> Safetensors? {
    guard let path = path(for: description),
      let bytes = try? FileInput.read(path, limit: Self.sizeLimit),
      var found = try? Safetensors(bytes), found[note: Self.keyNote] == description,
      let digest = found[note: Self.digestNote]
    else { return nil }
    found.notes.removeAll { $0.key == Self.digestNote }
    guard SHA256.hexadecimal(found.bytes) == digest else { return nil }
    found.notes.removeAll { $0.key == Self.keyNote }
    return found
  }

  /// Keeps tensors and notes under a description; the file appears whole or not at all.
  ///
  /// Returns a note for the user where it could not be kept, the first time only.
  public mutating func store(_ contents: Safetensors, for description: String) -> String? {
    guard let folder, let path = path(for: description) else { return nil }
    var file = contents
    file.notes.append(.init(Self.keyNote, description))
    file.notes.append(.init(Self.digestNote, SHA256.hexadecimal(file.bytes)))
    do throws(FailureReport) {
      try Self.makeFolders(folder)
      Self.removeOldTemporaries(in: folder)
      try FileOutput.write(file.bytes, to: path, force: true)
      return nil
    } catch {
      if hasComplained { return nil }
      hasComplained = true
      return "the network is not kept for the next time: \(error.message)"
    }
  }

  /// Makes a folder and those above it, readable by the user alone.
  private static func makeFolders(_ path: String) throws(FailureReport) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) == 0 { continue }
      let number = errno
      if FileStatus(path: made)?.kind == .folder { continue }
      throw FailureReport("create", path: made, errno: number, code: .cannotCreate)
    }
  }

  /// Removes temporaries that a killed program left more than an hour ago.
  private static func removeOldTemporaries(in folder: String) {
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    let limit = time(nil) - 3600
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix("."), name.hasSuffix(Temporary.mark) else { continue }
      var status = stat()
      let path = "\(folder)/\(name)"
      if lstat(path, &status) == 0, status.st_mtim.tv_sec < limit { unlink(path) }
    }
  }
}
