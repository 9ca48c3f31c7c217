internal import DiffusionCore
package import Simulation

/// Rates to be compared with: of another program, another version or another machine.
///
/// `{"schema": "diffviz-bench/1", "name": "…", "rates": {"train-64": {"rate": 5000, "unit": "steps/s"}}}`
package struct Baseline: Equatable, Sendable {
  package struct Rate: Equatable, Sendable {
    package var item: String
    /// Units a second, > 0.
    package var rate: Double
    package var unit: String

    package init(item: String, rate: Double, unit: String) {
      self.item = item
      self.rate = rate
      self.unit = unit
    }
  }

  package var name: String
  package var rates: [Rate]

  static let schema = "diffviz-bench/1"

  package init(name: String, rates: [Rate]) {
    self.name = name
    self.rates = rates
  }

  /// What was measured, to be compared with later.
  package init(name: String, _ measurements: [Measurement]) {
    self.init(
      name: name,
      rates: measurements.map {
        Rate(item: $0.item.name, rate: $0.rate, unit: $0.item.rateUnit)
      })
  }

  /// The rate of an item, if it is here.
  package subscript(item: String) -> Double? { rates.first { $0.item == item }?.rate }
}

// MARK: - Files

extension Baseline {
  package var text: String {
    let members = rates.map { rate in
      JSON.Member(
        rate.item,
        .object([.init("rate", .number(rate.rate)), .init("unit", .text(rate.unit))]))
    }
    let file: JSON = [
      "schema": .text(Self.schema), "name": .text(name), "rates": .object(members),
    ]
    return file.text(.pretty) + "\n"
  }

  /// Writes a file that appears whole or not at all.
  ///
  /// - Throws: code 73 for a file that exists (unless `force`) or cannot be created, 74.
  package func write(to path: String, force: Bool) throws(FailureReport) {
    try FileOutput.write(text, to: path, force: force)
  }

  /// Reads a file.
  ///
  /// - Throws: code 66 for what cannot be opened, 65 for what is no baseline, with the place.
  package static func read(_ path: String) throws(FailureReport) -> Baseline {
    let bytes = try FileInput.read(path, limit: 1 << 20)
    do {
      return try Baseline(bytes)
    } catch {
      throw FailureReport(error, file: path)
    }
  }

  /// Reads the text of a file; nothing that is unknown or of another unit is accepted.
  package init(_ bytes: [UInt8]) throws(DiagnosticReport) {
    guard bytes.contains(where: { $0 > UInt8(ascii: " ") }) else {
      throw DiagnosticReport([
        Diagnostic(message: "the file is empty", hint: "`--save FILE` writes a baseline")
      ])
    }
    let document = try JSONDocument.parse(bytes)
    let settings = try document.settings(Self.parameters)
    name = settings.text("name")
    rates = settings.object("rates").entries.map { entry in
      let values = entry.value.object
      return Rate(item: entry.name, rate: values.number("rate"), unit: values.text("unit"))
    }
    guard !rates.isEmpty else {
      throw DiagnosticReport([
        Diagnostic(
          position: document.root["rates"]?.position, path: "rates",
          message: "it holds no rate",
          hint: "an example: \"train-64\": {\"rate\": 5000, \"unit\": \"steps/s\"}")
      ])
    }
  }

  private static let parameters: [Parameter] = [
    Parameter("schema", .choice([schema]), required: true, "the format and its version"),
    Parameter("name", .text, required: true, "whose rates these are, for the table's head"),
    Parameter("rates", .object(items), required: true, "the rate of each item"),
  ]

  private static let items = workCatalog.map { item in
    Parameter(
      item.name,
      .object([
        Parameter("rate", .number(.positive), required: true, "units a second"),
        Parameter("unit", .choice([item.rateUnit]), required: true, "what is counted"),
      ]), item.summary)
  }
}
