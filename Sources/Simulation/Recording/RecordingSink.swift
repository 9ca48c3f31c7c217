/// A recording that is being written, frame by frame.
///
/// A frame is one write: killed at any moment, the file holds whole frames and at most one cut one.
/// When a write fails, the file is cut back to its whole frames and the sink is closed; the failure's
/// `reason` is what the system says.
public final class RecordingSink {
  public let path: String
  public let header: RecordingHeader
  /// What of a frame is written; the rest may stay empty.
  public let content: RecordingContent
  /// Frames written.
  public private(set) var frames = 0
  private let format: any RecordingFormat
  private let file: AppendingFile

  /// Opens a recording in the format that the path's ending names.
  ///
  /// - Throws: code 64 for an unknown ending, 73 for a file that exists (unless `force`) or cannot be
  ///   created, 74 where not even the header can be written.
  public init(_ path: String, _ header: RecordingHeader, force: Bool) throws(FailureReport) {
    let type = try Self.format(for: path)
    self.path = path
    self.header = header
    content = type.content
    format = type.init()
    file = try AppendingFile(path, force: force)
    try file.append(format.opening(header))
  }

  /// The format that a path's ending names.
  ///
  /// - Throws: code 64 for an unknown ending.
  public static func format(for path: String) throws(FailureReport) -> any RecordingFormat.Type {
    let ending = FilePath.ending(of: path)
    guard let format = recordingFormats.first(where: { $0.endings.contains(ending) }) else {
      let known = recordingFormats.flatMap { $0.endings }.map { ".\($0)" }
      throw .usage(
        "cannot record to \(HarmlessText.path(path)): its name must end in "
          + known.dropLast().joined(separator: ", ") + " or " + (known.last ?? ""))
    }
    return format
  }

  /// Whether frames can still be added.
  public var isOpen: Bool { file.isOpen }

  /// - Throws: code 74; the frames before stay, and the sink is closed.
  public func append(_ frame: RecordingFrame) throws(FailureReport) {
    try file.append(format.bytes(frame, header))
    frames += 1
  }

  /// Ends the recording.
  ///
  /// - Throws: code 74 for an error that the system reports only now.
  public func close() throws(FailureReport) { try file.close() }
}
