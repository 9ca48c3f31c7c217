/// What was measured of one item: its rate in every round, in units a second.
package struct Measurement {
  package let item: WorkItem
  private var rounds: [CallRate] = []

  package init(_ item: WorkItem) { self.item = item }

  package mutating func add(_ rate: CallRate) { rounds.append(rate) }

  /// The median of the rounds.
  package var rate: Double { Self.median(rounds.map { $0.mean }) * item.units }
  /// The best slice of all rounds.
  package var best: Double { (rounds.map { $0.best }.max() ?? .nan) * item.units }
  /// The slowest and the fastest round.
  package var lowest: Double { (rounds.map { $0.mean }.min() ?? .nan) * item.units }
  package var highest: Double { (rounds.map { $0.mean }.max() ?? .nan) * item.units }

  /// Operations a second, as a share of another's; nil where the two are not compared.
  ///
  /// Best rates are compared: the machine's other work does not tell two sizes apart.
  package func share(of other: Measurement) -> Double? {
    guard item.operations > 0, other.item.operations > 0, other.best > 0 else { return nil }
    return best * item.operations / (other.best * other.item.operations)
  }

  /// The middle value, or the mean of the two; NaN of none.
  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

/// Runs items in rounds, so that what holds the machine up falls on all of them.
package struct RoundRobin {
  package var settings: WorkSettings
  /// Seconds for each item over all rounds.
  package var seconds: Double
  package var rounds: Int

  package init(settings: WorkSettings, seconds: Double, rounds: Int) {
    self.settings = settings
    self.seconds = seconds
    self.rounds = rounds
  }

  /// - Parameter progress: told before each measurement how many are done.
  package func measure(
    _ items: [WorkItem], progress: (_ done: Int, _ item: WorkItem) -> Void = { _, _ in }
  ) throws -> [Measurement] {
    var results = items.map { Measurement($0) }
    // Kept from round to round, but no longer than needed.
    var calls: [(() -> Void)?] = items.map { _ in nil }
    for round in 0..<rounds {
      for (index, item) in items.enumerated() {
        progress(round * items.count + index, item)
        let call = try calls[index] ?? prepared(item)
        results[index].add(Stopwatch.rate(seconds: seconds / Double(rounds), call))
        calls[index] = round == rounds - 1 ? nil : call
      }
    }
    return results
  }

  /// A call that has run once, so that what happens only once is over.
  private func prepared(_ item: WorkItem) throws -> () -> Void {
    let call = try item.prepare(settings)
    call()
    return call
  }
}
