/// An identity of the mathematics that the program's own functions must fulfil: two ways to one
/// number that share no code.
///
/// Each is checked with the program's function as the subject, and again with a subject that has one
/// thing wrong, a common mistake, which must not pass. Source: methods.md.
public struct Identity: Sendable {
  public let card: IdentityCard
  private let whenRight: @Sendable () -> Agreement
  private let whenMistaken: @Sendable () -> Agreement

  /// - Parameters:
  ///   - subject: the function or the law of the program that is under test.
  ///   - mistaken: the same with one thing wrong, as `card.mistake` says.
  ///   - check: compares what a subject gives with an independent way to the same numbers.
  init<Subject: Sendable>(
    _ card: IdentityCard, of subject: Subject, mistaken: Subject,
    by check: @escaping @Sendable (Subject) -> Agreement
  ) {
    self.card = card
    whenRight = { check(subject) }
    whenMistaken = { check(mistaken) }
  }

  /// How far the two ways are apart.
  public func check() -> Agreement { whenRight() }

  /// The same with the mistake made: a deviation above the tolerance, if the check is worth anything.
  public func checkMistaken() -> Agreement { whenMistaken() }

  /// Whether two ways so far apart count as the same.
  public func holds(_ agreement: Agreement) -> Bool { agreement.deviation <= card.tolerance }
}

/// What an identity says of itself.
public struct IdentityCard: Equatable, Sendable {
  /// In kebab case.
  public var name: String
  public var group: IdentityGroup
  /// In Unicode mathematics.
  public var formula: String
  /// The two ways: of the program, and the independent one.
  public var ways: (program: String, independent: String) {
    (program, independent)
  }
  private var program: String
  private var independent: String
  /// What is wrong in the negative control, with the erratum of the lecture notes where it is one.
  public var mistake: String
  /// The largest deviation that counts as none.
  public var tolerance: Double
  /// Where the tolerance comes from.
  public var reason: String
  /// The section of methods.md, and papers.
  public var source: String

  init(
    _ name: String, _ group: IdentityGroup, _ formula: String, program: String,
    independent: String, mistake: String, tolerance: Double, reason: String, source: String
  ) {
    (self.name, self.group, self.formula) = (name, group, formula)
    (self.program, self.independent, self.mistake) = (program, independent, mistake)
    (self.tolerance, self.reason, self.source) = (tolerance, reason, source)
  }
}

/// What identities are about, in the order of a course.
public enum IdentityGroup: String, CaseIterable, Sendable {
  case score
  case process
  case likelihood
  case chains = "Markov chains"
  case inverse = "inverse problems"
  case divergences
  case arithmetic
}

/// The outcome of a check: the largest deviation of all that was compared, and where it is.
///
/// A deviation is |left − right| / max(1, |right|): absolute for small numbers, relative for large.
public struct Agreement: Equatable, Sendable {
  /// Infinite where a number was none, or nothing was compared.
  public private(set) var deviation = Double.infinity
  /// The values of the program and of the independent way where they differ most.
  public private(set) var left = Double.nan
  public private(set) var right = Double.nan
  /// Where that is, such as "boxes at σ = 0.4".
  public private(set) var place = ""
  /// How many numbers were compared.
  public private(set) var count = 0

  package init() {}

  package mutating func compare(_ left: Double, _ right: Double, at place: String) {
    let gap = abs(left - right) / max(1, abs(right))
    let found = gap.isNaN ? .infinity : gap
    if count == 0 || found > deviation {
      (deviation, self.left, self.right, self.place) = (found, left, right, place)
    }
    count += 1
  }

  mutating func compare(_ left: Vector, _ right: Vector, at place: String) {
    compare(left.x, right.x, at: place)
    compare(left.y, right.y, at: place)
  }

  mutating func compare(_ left: SymmetricMatrix, _ right: SymmetricMatrix, at place: String) {
    compare(left.xx, right.xx, at: place)
    compare(left.xy, right.xy, at: place)
    compare(left.yy, right.yy, at: place)
  }
}
