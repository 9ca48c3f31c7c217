import Glibc
import Simulation

/// Results go to standard output, everything else to standard error.
enum Output {
  /// Writes a result as a whole.
  ///
  /// - Throws: code 74 where it does not reach its place; a reader that has gone is no error.
  static func write(_ text: String) throws(FailureReport) {
    var output = StandardOutput()
    output.write(text)
    try output.finish()
  }

  /// Writes a remark or an error to standard error, as far as it can be written.
  static func remark(_ text: String, newline: Bool = true) {
    StandardError.write(newline ? text + "\n" : text)
  }
}

extension FailureReport {
  /// A word that is none of the known ones, with the nearest.
  static func unknown(_ what: String, _ word: String, known: [String]) -> FailureReport {
    let near = EditDistance.nearest(to: word, among: known).map { "did you mean '\($0)'? " } ?? ""
    return FailureReport(
      "unknown \(what) \(HarmlessText.quoted(word)); \(near)There are: "
        + known.joined(separator: ", "), code: .usage)
  }

  /// Prints the line and ends with the code of the failure.
  func end() -> Never {
    Output.remark(line)
    exit(exitCode)
  }
}
