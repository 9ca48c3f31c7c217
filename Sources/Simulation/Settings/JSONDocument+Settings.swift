public import DiffusionCore

extension JSONDocument {
  /// The whole document as settings, defaults filled in, in the order of the parameters.
  ///
  /// - Throws: everything that is wrong with the text and its values, up to twenty findings.
  public func settings(_ parameters: [Parameter]) throws(DiagnosticReport) -> Settings {
    var reader = SettingsReader(source: source, report: findings)
    let settings = reader.settings(root, parameters)
    guard reader.report.isEmpty else { throw reader.report.sorted() }
    return settings
  }

  /// A contradiction that a builder found, at its place in the text: at the deepest part of the path
  /// that is written there, for a value that comes from a default at the object that would hold it.
  ///
  /// `prefix` is the path from the root to the object that the builder was given.
  public func diagnostic(
    for error: SettingError, under prefix: [SettingError.PathElement] = []
  ) -> Diagnostic {
    let path = prefix + error.path
    var node = root
    for element in path {
      let next: JSONNode? =
        switch element {
        case .name(let name): node[name]
        case .index(let index): node[index]
        }
      guard let next else { break }
      node = next
    }
    return Diagnostic(
      position: node.position, path: path.text, message: HarmlessText.line(error.message),
      hint: error.hint.map(HarmlessText.line),
      sourceLine: node.position.map { source.excerpt(at: $0) })
  }
}
