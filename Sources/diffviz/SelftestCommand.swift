import ArgumentParser
import DiffusionCore
import Simulation

/// `diffviz selftest`: the identities of the mathematics, each pass or fail.
struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Check the mathematics: every identity by two independent ways, in seconds.",
    discussion: """
      Each line is an identity between a function of this program and an independent way to the same \
      number: quadrature, differences, another formula. It passes where the largest deviation, \
      relative where the numbers are above 1, is within the tolerance. With --mistakes every check is \
      made on the same function with one common mistake, and has to find it.
      """)

  @Option(help: "Only identities and groups with this in their name, and all about each.")
  var filter: String?

  @Flag(help: "Make a common mistake in each identity: every one has to fail.")
  var mistakes = false

  @Flag(help: "Write one JSON object on standard output.")
  var json = false

  func run() throws {
    let chosen = identityCatalog.filter { identity in
      guard let filter else { return true }
      return identity.card.name.contains(filter) || identity.card.group.rawValue.contains(filter)
    }
    guard !chosen.isEmpty else {
      throw FailureReport.unknown(
        "identity", filter ?? "", known: identityCatalog.map { $0.card.name })
    }
    let clock = ContinuousClock()
    var outcomes: [SelftestOutcome] = []
    for identity in chosen {
      let start = clock.now
      let agreement = mistakes ? identity.checkMistaken() : identity.check()
      let outcome = SelftestOutcome(
        card: identity.card, agreement: agreement, holds: identity.holds(agreement),
        isMistaken: mistakes, seconds: (clock.now - start) / .seconds(1))
      if !json { try Output.write(lines(for: outcome, after: outcomes.last)) }
      outcomes.append(outcome)
    }
    let summary = SelftestSummary(outcomes)
    try Output.write(json ? summary.json.text() + "\n" : summary.text)
    if !summary.failures.isEmpty { throw ExitCode(1) }
  }

  /// A heading where a group begins, and what is said of an identity.
  private func lines(for outcome: SelftestOutcome, after last: SelftestOutcome?) -> String {
    let isFirst = last?.card.group != outcome.card.group
    let heading = isFirst ? (last == nil ? "" : "\n") + outcome.card.group.rawValue + "\n" : ""
    return heading + outcome.text(inFull: filter != nil)
  }
}

/// What came of one identity.
struct SelftestOutcome {
  let card: IdentityCard
  let agreement: Agreement
  let holds: Bool
  /// Whether a mistake was made that the check has to find.
  let isMistaken: Bool
  let seconds: Double

  /// Whether it came out as it should.
  var isRight: Bool { holds != isMistaken }

  private var verdict: String {
    isMistaken ? (isRight ? "found" : "MISSED") : (isRight ? "pass" : "FAIL")
  }

  /// One line of 80 columns; in full, or where it is wrong, with the two ways below.
  func text(inFull: Bool) -> String {
    let numbers =
      Self.brief(agreement.deviation).padded(to: 6)
      + (holds ? "≤ " : "> ") + Self.brief(card.tolerance)
    var lines = [
      verdict.padded(to: 6) + " " + card.name.padded(to: 21) + card.formula.padded(to: 38)
        + " " + numbers
    ]
    if isMistaken { lines.append(detail("mistake", card.mistake)) }
    if inFull || !isRight {
      lines += [
        detail("program", "\(card.ways.program): \(agreement.left)"),
        detail("beside", "\(card.ways.independent): \(agreement.right)"),
        detail("worst of \(agreement.count)", agreement.place),
      ]
    }
    if inFull {
      lines += [detail("tolerance", card.reason), detail("source", card.source)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text behind its name, in lines of 80 columns.
  private func detail(_ name: String, _ text: String) -> String {
    var lines: [String] = []
    var line = "       " + name.padded(to: 13)
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > 80 {
        lines.append(line)
        line = String(repeating: " ", count: 20)
      }
      line += " " + word
    }
    return (lines + [line]).joined(separator: "\n")
  }

  /// One significant digit.
  private static func brief(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return value == 0 ? "0" : "∞" }
    var (exponent, digit) = (0, value)
    while digit >= 9.5 { (exponent, digit) = (exponent + 1, digit / 10) }
    while digit < 0.95 { (exponent, digit) = (exponent - 1, digit * 10) }
    let figure = Int(digit.rounded())
    switch exponent {
    case ..<(-3), 3...: return "\(figure)e\(exponent)"
    case ..<0: return NumberText.fixed(value, decimals: -exponent)
    default: return NumberText.fixed(value, decimals: 0)
    }
  }

  var json: JSON {
    .object([
      .init("name", .text(card.name)), .init("group", .text(card.group.rawValue)),
      .init("formula", .text(card.formula)), .init("program", .text(card.ways.program)),
      .init("independent", .text(card.ways.independent)),
      .init("mistake", isMistaken ? .text(card.mistake) : .null),
      .init("ok", .flag(isRight)), .init("deviation", .number(agreement.deviation)),
      .init("tolerance", .number(card.tolerance)), .init("comparisons", .integer(agreement.count)),
      .init("program_value", .number(agreement.left)),
      .init("independent_value", .number(agreement.right)), .init("at", .text(agreement.place)),
      .init("reason", .text(card.reason)), .init("source", .text(card.source)),
      .init("seconds", .number(seconds)),
    ])
  }
}

/// What came of all of them.
struct SelftestSummary {
  let outcomes: [SelftestOutcome]

  init(_ outcomes: [SelftestOutcome]) { self.outcomes = outcomes }

  var failures: [SelftestOutcome] { outcomes.filter { !$0.isRight } }
  private var seconds: Double { outcomes.reduce(0) { $0 + $1.seconds } }

  var text: String {
    let isMistaken = outcomes.first?.isMistaken == true
    let (good, bad) = isMistaken ? ("found", "missed") : ("passed", "failed")
    var line = "\n\(outcomes.count - failures.count) \(good)"
    if !failures.isEmpty {
      line += ", \(failures.count) \(bad): " + failures.map { $0.card.name }.joined(separator: ", ")
    }
    let slowest = outcomes.sorted { $0.seconds > $1.seconds }.prefix(3).map {
      "\($0.card.name) \(NumberText.fixed($0.seconds, decimals: 2)) s"
    }
    var times = "\(NumberText.fixed(seconds, decimals: 2)) s, most of it "
    for (index, text) in slowest.enumerated() {
      let more = (index > 0 ? ", " : "") + text
      if times.count + more.count <= 80 { times += more }
    }
    return line + "\n" + times + "\n"
  }

  var json: JSON {
    .object([
      .init("identities", .list(outcomes.map { $0.json })),
      .init("right", .integer(outcomes.count - failures.count)),
      .init("wrong", .integer(failures.count)), .init("seconds", .number(seconds)),
    ])
  }
}
