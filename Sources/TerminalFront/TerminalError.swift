/// Why there can be no full-screen view here, as one line for a person.
///
/// The executable's exit status for it is 69.
public struct TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Reason: Hashable, Sendable {
    /// Standard input or output, by its name, is a file or a pipe.
    case notTerminal(String)
    case unset
    /// The name has no description on this machine.
    case unknown
    /// The description lacks what a full screen needs.
    case tooSimple
    /// The operating system refused; its own words.
    case system(String)
  }

  public let reason: Reason
  /// The value of TERM, made printable.
  public let term: String

  init(_ reason: Reason, term: String?) {
    self.reason = reason
    self.term = Self.printable(term ?? "")
  }

  public var description: String {
    let cause =
      switch reason {
      case .notTerminal(let stream): "\(stream) is not a terminal (\(name))"
      case .unset: "TERM is not set"
      case .unknown: "\(name) names no terminal known to this machine"
      case .tooSimple: "the terminal \(name) cannot move its cursor"
      case .system(let words): "the terminal cannot be used: \(words) (\(name))"
      }
    return cause + "; without a full-screen terminal use diffviz run, query, compare or metrics"
  }

  private var name: String { term.isEmpty ? "TERM is not set" : "TERM=\(term)" }

  private static func printable(_ text: String) -> String {
    String(text.unicodeScalars.prefix(40).map { (" "..."~").contains($0) ? Character($0) : "?" })
  }
}
