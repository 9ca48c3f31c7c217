/// A condition on a number of a run, `sliced_w2_z<3`.
public struct MetricCheck: Equatable, Sendable {
  public var name: String
  /// The place in a list, as in `mode_weights[0]`.
  public var index: Int?
  public var relation: Relation
  public var bound: Double

  public enum Relation: String, CaseIterable, Sendable {
    // Longer ones first: `<=` begins with `<`.
    case atMost = "<="
    case atLeast = ">="
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case more = ">"

    func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .atMost: value <= bound
      case .atLeast: value >= bound
      case .equal: value == bound
      case .unequal: value != bound
      case .less: value < bound
      case .more: value > bound
      }
    }
  }

  /// A check and the number that it looked at.
  public struct Result: Equatable, Sendable {
    public var check: MetricCheck
    public var value: Double
    public var holds: Bool
  }

  /// As it is written.
  public var text: String { subject + relation.rawValue + NumberText.shortest(bound) }

  private var subject: String { name + (index.map { "[\($0)]" } ?? "") }

  /// Reads conditions that are separated by commas or `&&`.
  ///
  /// - Parameter known: names that a run may give.
  /// - Throws: code 64 for what is no condition, and for an unknown name with the nearest one.
  public static func read(_ text: String, known: [String]) throws(FailureReport) -> [MetricCheck] {
    let parts = text.replacing("&&", with: ",").split(
      separator: ",", omittingEmptySubsequences: false)
    var checks: [MetricCheck] = []
    for part in parts { checks.append(try MetricCheck(part, known: known)) }
    return checks
  }

  private init(_ text: Substring, known: [String]) throws(FailureReport) {
    let words = String(text.filter { $0 != " " })
    let found = Relation.allCases.compactMap { relation in
      words.firstRange(of: relation.rawValue).map { (relation, $0) }
    }.first
    guard let (relation, range) = found, let bound = NumberText.parse(words[range.upperBound...])
    else {
      throw .usage(
        "--check \(HarmlessText.quoted(words)): a name, one of < <= > >= == != and a number are "
          + "wanted, such as sliced_w2_z<3")
    }
    (self.relation, self.bound) = (relation, bound)
    let pieces = words[..<range.lowerBound].split(
      separator: "[", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(pieces[0])
    if pieces.count == 2 {
      guard pieces[1].hasSuffix("]"), let place = Int(pieces[1].dropLast()), place >= 0 else {
        throw .usage(
          "--check \(HarmlessText.quoted(words)): write a place as in mode_weights[0]")
      }
      index = place
    }
    guard known.contains(name) else { throw Self.unknown(name, known) }
  }

  private static func unknown(_ name: String, _ known: [String]) -> FailureReport {
    let near = EditDistance.nearest(to: name, among: known).map { "did you mean '\($0)'? " } ?? ""
    let plain = known.filter { name in
      !(MetricNumber.floorEndings + ["_points"]).contains { name.hasSuffix($0) }
    }
    return .usage(
      "--check: unknown name \(HarmlessText.quoted(name)); \(near)There are: "
        + plain.joined(separator: ", ")
        + "; and those with a floor with _floor, _floor_deviation and _z behind them")
  }

  /// Holds it against the numbers of a run.
  ///
  /// - Throws: code 64 where the run has no such number.
  public func result(
    in numbers: [MetricNumber]
  ) throws(FailureReport) -> Result {
    guard let found = numbers.first(where: { $0.name == name }) else {
      throw .usage(
        "--check \(text): \(name) has no meaning for this run; `diffviz metrics --list` says what "
          + "each needs, and without --replicates there is no floor and no z")
    }
    let place = index ?? 0
    guard found.values.indices.contains(place), found.isList == (index != nil) else {
      throw .usage(
        "--check \(text): "
          + (found.isList
            ? "write \(name)[0] to \(name)[\(found.values.count - 1)], it is a list"
            : "\(name) is a number and has no places"))
    }
    let value = found.values[place]
    return Result(check: self, value: value, holds: relation.holds(value, bound))
  }
}
