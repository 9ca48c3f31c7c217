import DiffusionCore
import Foundation
import TestSupport
import Testing

/// The identities that `diffviz selftest` checks: each holds, and each can fail.
@Suite struct IdentityTests {
  private static func identity(_ name: String) throws -> Identity {
    try #require(identityCatalog.first { $0.card.name == name })
  }

  @Test(arguments: identityCatalog.map { $0.card.name })
  func `an identity holds for the program and not for its common mistake`(name: String) throws {
    let identity = try Self.identity(name)
    let found = identity.check()
    #expect(
      identity.holds(found),
      "\(found.deviation) at \(found.place): \(found.left), not \(found.right)")
    #expect(found.count > 0)
    // A mistake is far out, not at the edge of the tolerance.
    let mistaken = identity.checkMistaken()
    #expect(mistaken.deviation > 50 * identity.card.tolerance, "\(mistaken.deviation)")
  }

  @Test func `a check gives the same bits every time`() throws {
    for name in ["semigroup", "flow-likelihood", "particle-path"] {
      let identity = try Self.identity(name)
      #expect(identity.check() == identity.check())
    }
  }

  @Test func `a number that is none, or nothing to compare, never counts as agreement`() {
    var agreement = Agreement()
    #expect(agreement.deviation == .infinity)
    agreement.compare(1, 1, at: "here")
    #expect(agreement.deviation == 0)
    agreement.compare(.nan, 1, at: "there")
    agreement.compare(2, 2, at: "elsewhere")
    #expect(agreement.deviation == .infinity && agreement.place == "there")
    #expect(agreement.count == 3)
  }

  @Test func `deviations are absolute for small numbers and relative for large`() {
    var small = Agreement()
    small.compare(0.001, 0.002, at: "")
    #expect(abs(small.deviation - 0.001) < 1e-15)
    var large = Agreement()
    large.compare(990, 1000, at: "")
    #expect(abs(large.deviation - 0.01) < 1e-15)
  }

  @Test func `every identity is in the catalog, and says what a reader needs`() throws {
    var written = 0
    for file in Repository.files(
      under: "Sources/DiffusionCore/Identities", extension: "swift")
    {
      let text = try String(contentsOf: file, encoding: .utf8)
      written += text.matches(of: /static let \w+ = [Ii]dentity\(/).count
    }
    #expect(written == identityCatalog.count)
    let cards = identityCatalog.map { $0.card }
    #expect(Set(cards.map { $0.name }).count == cards.count)
    for card in cards {
      #expect(card.name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(card.name)")
      // What fits on a line of 80 columns.
      #expect(card.name.count <= 20 && card.formula.count <= 38, "\(card.name): \(card.formula)")
      let words = [
        card.ways.program, card.ways.independent, card.mistake, card.reason, card.source,
      ]
      #expect(words.allSatisfy { !$0.isEmpty && $0.count <= 90 }, "\(card.name)")
    }
    #expect(Set(cards.map { $0.group }) == Set(IdentityGroup.allCases))
  }
}
