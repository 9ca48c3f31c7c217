internal import Glibc

/// The kinds of failure that a command can end with, and their exit codes (contract.md).
public enum FailureCode: Int32, Equatable, Sendable {
  /// A comparison or check that failed.
  case failed = 1
  case usage = 64
  /// A bad scene or data file.
  case data = 65
  case noInput = 66
  case noTerminal = 69
  case cannotCreate = 73
  case inputOutput = 74
}

/// Why a command ends: what, where and what to do, on one line, and the exit code.
public struct FailureReport: Error, Equatable, Sendable {
  /// Harmless, without the program's name.
  public var message: String
  public var code: FailureCode
  /// The cause alone, "No space left on device", where the system gave one.
  public var reason: String?
  /// Findings in full that are worth showing after the line; not part of it.
  public var details: DiagnosticReport?

  public init(
    _ message: String, code: FailureCode, reason: String? = nil, details: DiagnosticReport? = nil
  ) {
    self.message = HarmlessText.line(message)
    self.code = code
    self.reason = reason
    self.details = details
  }

  public var exitCode: Int32 { code.rawValue }

  /// The line for standard error, without a line break.
  public var line: String { "diffviz: error: \(message)" }

  /// A wrong command line.
  public static func usage(_ message: String) -> Self { Self(message, code: .usage) }

  /// What is wrong with an input, the first finding in words; the others stay in `details`.
  ///
  /// `file` is a path, or nil for what came from the command line itself.
  public init(_ report: DiagnosticReport, file: String?, code: FailureCode = .data) {
    let count = report.diagnostics.count + report.omitted
    let more = count > 1 ? " (and \(count - 1) more)" : ""
    let first = report.diagnostics.first ?? Diagnostic(message: "it cannot be read")
    let place = [
      file.map(HarmlessText.path), first.line.map(String.init), first.column.map(String.init),
    ]
    .compactMap { $0 }.joined(separator: ":")
    let hint = first.hint.map { "; \($0)" } ?? ""
    self.init(
      (place.isEmpty ? "" : place + ": ") + first.summary + hint + more, code: code, details: report
    )
  }

  /// One finding about a data file.
  public init(_ diagnostic: Diagnostic, file: String, code: FailureCode = .data) {
    self.init(DiagnosticReport([diagnostic]), file: file, code: code)
  }

  /// A call of the system that failed, in the system's own words.
  init(_ action: String, path: String, errno number: Int32, code: FailureCode) {
    self.init(action, subject: HarmlessText.path(path), errno: number, code: code)
  }

  /// As above, for what has words of its own instead of a path.
  init(_ action: String, subject: String, errno number: Int32, code: FailureCode) {
    let reason = SystemError.words(number)
    self.init("cannot \(action) \(subject): \(reason)", code: code, reason: reason)
  }
}

/// Words for the system's error numbers.
enum SystemError {
  static func words(_ number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    strerror_r(number, &buffer, buffer.count)
    return String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Calls again while a signal interrupts.
  static func retrying<Value: SignedInteger>(_ call: () -> Value) -> Value {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}
