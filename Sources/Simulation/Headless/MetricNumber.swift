public import DiffusionCore

/// A number, or a list of them, by its name in JSON.
public struct MetricNumber: Equatable, Sendable {
  public var name: String
  public var values: [Double]
  public var isList = false

  public init(_ name: String, _ value: Double) { (self.name, values) = (name, [value]) }

  init(_ name: String, list: [Double]) { (self.name, values, isList) = (name, list, true) }

  public var member: JSON.Member {
    .init(name, isList ? .list(values.map { .number($0) }) : .number(values[0]))
  }

  /// All that metrics may give.
  public static var names: [String] {
    metricCards.flatMap { card -> [String] in
      let behind = (card.limit == nil ? [] : ["_points"]) + (card.hasFloor ? floorEndings : [])
      return [card.name] + behind.map { card.name + $0 } + [card.details].compactMap { $0 }
    }
  }

  static let floorEndings = ["_floor", "_floor_deviation", "_z"]
}

extension MeasuredMetric {
  /// Its value under its name, with `_points`, `_floor`, `_floor_deviation` and `_z` behind it, and its
  /// details under theirs.
  ///
  /// - Parameter points: how many there are; `_points` is told where the metric looks at fewer.
  public func numbers(points: Int) -> [MetricNumber] {
    var numbers = [MetricNumber(card.name, value)]
    if let limit = limit(of: points) {
      numbers.append(MetricNumber("\(card.name)_points", Double(limit)))
    }
    if let floor {
      numbers.append(MetricNumber("\(card.name)_floor", floor.mean))
      numbers.append(MetricNumber("\(card.name)_floor_deviation", floor.deviation))
    }
    if let z { numbers.append(MetricNumber("\(card.name)_z", z)) }
    if let name = card.details, !details.isEmpty {
      numbers.append(MetricNumber(name, list: details))
    }
    return numbers
  }

  /// How many points are looked at, where that is not all.
  public func limit(of points: Int) -> Int? { card.limit.flatMap { $0 < points ? $0 : nil } }
}
