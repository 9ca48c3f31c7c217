import DiffusionCore
import Foundation
import TestSupport
import Testing

/// Whatever conforms is in its catalog, and every card says what a reader needs.
@Suite struct CatalogTests {
  static let catalogs: [(protocolName: String, folder: String, listed: [String])] = [
    ("Sampler", "", samplerCatalog.map { String(describing: $0) }),
    ("DensityKind", "Densities", densityCatalog.map { String(describing: $0) }),
    ("DiffusionProcess", "Processes", processCatalog.map { String(describing: $0) }),
    ("Schedule", "Schedules", scheduleCatalog.map { String(describing: $0) }),
    ("Metric", "Metrics", metricCatalog.map { String(describing: $0) }),
  ]

  @Test(arguments: catalogs.map { $0.protocolName })
  func `every type that conforms is in its catalog`(protocolName: String) throws {
    let catalog = try #require(Self.catalogs.first { $0.protocolName == protocolName })
    let pattern = try Regex("(?:struct|enum) (\\w+): (?:\\w+, )*\(protocolName)\\b")
    var found = 0
    for file in Repository.files(
      under: "Sources/DiffusionCore/\(catalog.folder)", extension: "swift")
    {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: pattern) {
        let name = String(try #require(match.output[1].substring))
        #expect(catalog.listed.contains(name), "\(name) has no line in its catalog")
        found += 1
      }
    }
    #expect(found == catalog.listed.count, "the pattern finds each listed type")
  }

  @Test func `method names are unique and in kebab case`() {
    let names = samplerCatalog.map { $0.card.name }
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(name)") }
  }

  @Test func `every metric has a name of its own and says what a reader needs`() {
    let cards = metricCatalog.map { $0.card }
    #expect(Set(cards.map { $0.name }).count == cards.count)
    for card in cards {
      #expect(card.name.wholeMatch(of: /[a-z0-9]+(_[a-z0-9]+)*/) != nil, "\(card.name)")
      #expect(card.meaning.count > 25 && !card.source.isEmpty, "\(card.name)")
      #expect(!card.unit.isEmpty && !card.range.isEmpty, "\(card.name)")
    }
  }

  @Test func `every symbol of a rule is explained on the method's page`() {
    for type in samplerCatalog {
      let card = type.card
      let known =
        type.glossary.map { $0.name } + card.definedTokens
        + type.knobDefaults.map { $0.symbol }
      for token in card.ruleTokens {
        #expect(known.contains(token), "\(card.name): what is \(token)?")
      }
    }
  }

  @Test func `a symbol of a rule means on its page what it means in the rule`() throws {
    func meaning(_ symbol: String, _ method: String) throws -> String? {
      try #require(samplerType(named: method)).glossary.first { $0.name == symbol }?.meaning
    }
    // A knob is explained among the parameters, and an article is no symbol.
    #expect(try meaning("s", "alpha-annealed-langevin") == nil)
    #expect(try meaning("σ", "primal-dual-langevin") == nil)
    #expect(try meaning("a", "primal-dual-langevin") == nil)
    #expect(try meaning("a", "forward-ou") != nil)
    // What only the law, the failure or a default names is explained too.
    #expect(try meaning("s_min", "langevin") != nil)
    #expect(try meaning("OU", "reverse-sde") != nil)
    #expect(try meaning("y", "red")?.contains("measurement") == true)
  }

  @Test func `the lines of every page fit a screen of eighty columns`() {
    for card in samplerCatalog.map({ $0.card }) {
      for line in card.rule { #expect(line.count <= 66, "\(card.name): \(line)") }
      // The screen has no combining marks.
      let marks = (card.rule + card.symbols.map { $0.name }).joined().unicodeScalars.filter {
        $0.properties.generalCategory == .nonspacingMark
      }
      #expect(marks.isEmpty, "\(card.name)")
    }
  }

  @Test func `every card states rule, source, law and failure`() {
    for card in samplerCatalog.map({ $0.card }) {
      #expect(!card.rule.isEmpty && !card.source.isEmpty, "\(card.name)")
      #expect(card.idea.count > 40, "\(card.name): the idea of it, in words")
      #expect(!card.law.isEmpty && !card.failure.isEmpty, "\(card.name)")
      #expect(card.needsScore == (card.scoreEvaluations > 0), "\(card.name)")
    }
  }

  @Test func `every choice has a card of its own that says what a reader needs`() {
    let names = samplerCatalog.map { $0.card.name } + choiceCatalog.map { $0.name }
    #expect(Set(names).count == names.count)
    for card in choiceCatalog {
      #expect(card.name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(card.name)")
      #expect(!card.rule.isEmpty && !card.use.isEmpty && !card.source.isEmpty, "\(card.name)")
      #expect(!card.law.isEmpty && !card.failure.isEmpty, "\(card.name)")
      #expect(card.idea.count > 40, "\(card.name): the idea of it, in words")
      for line in card.rule { #expect(line.count <= 60, "\(card.name): \(line)") }
    }
    let processes = choiceCatalog.filter { $0.family == .process }
    #expect(processes.map { $0.name } == processCatalog.map { $0.card.name })
  }
}
