import DiffusionCore
import TestSupport
import Testing

/// Metrics against SciPy and NumPy: the table of Tests/Fixtures/metrics.py.
struct MetricReferenceTests {
  /// One line of the table: its words, and the fields behind its bars.
  private struct Row {
    var words: [Substring]
    var fields: [[Substring]]

    /// A field of coordinates, x and y by turns.
    func points(_ field: Int) throws -> Points {
      let values = try fields[field].map { try #require(Double($0)) }
      return Points(
        stride(from: 0, to: values.count, by: 2).map { Vector(values[$0], values[$0 + 1]) })
    }

    /// The last field: names, each with so many numbers.
    func named(_ numbers: Int = 1) throws -> [(name: String, values: [Double])] {
      let last = try #require(fields.last)
      return try stride(from: 0, to: last.count, by: numbers + 1).map { start in
        (
          String(last[start]),
          try last[start + 1...start + numbers].map { try #require(Double($0)) }
        )
      }
    }
  }

  private static func rows(_ kind: String) throws -> [Row] {
    try Repository.text("Tests/Fixtures/metrics.txt").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "|").map { $0.split(separator: " ") }
      return fields[0][0] == kind
        ? Row(words: Array(fields[0].dropFirst()), fields: Array(fields.dropFirst())) : nil
    }
  }

  private static func metric(_ name: String) throws -> any Metric.Type {
    try #require(metricCatalog.first { $0.card.name == name }, "\(name)")
  }

  /// Sums of at most 250² terms in Float64, some of them differences: 1e-11 of the largest term.
  private static let rounding = 1e-11

  @Test func `metrics of two sets of points are those of SciPy`() throws {
    for row in try Self.rows("set") {
      let (a, b) = (try row.points(0), try row.points(1))
      let comparison = Comparison(a, b)
      // The size of what is subtracted: the spread of both sets and their distance.
      let size = max(1, Moments(a).covariance.trace + Moments(b).covariance.trace)
      let found = metricCatalog.filter { $0.value(of: comparison) != nil }.map { $0.card.name }
      let expected = try row.named()
      #expect(found.sorted() == expected.map { $0.name }.sorted(), "\(row.words[0])")
      for (name, values) in expected {
        let value = try #require(try Self.metric(name).value(of: comparison))
        let scale = max(abs(values[0]), size)
        #expect(
          abs(value - values[0]) < Self.rounding * scale,
          "\(row.words[0]) \(name): \(value), not \(values[0])")
      }
    }
  }

  @Test func `metrics against a law are those of SciPy`() throws {
    for row in try Self.rows("law") {
      let sigma = try #require(Double(row.words[1]))
      let comparison = Comparison(
        try row.points(0), Points(x: [], y: []),
        exact: ExactReference(Scenes.tri, at: .additive(sigma: sigma)))
      for (name, values) in try row.named() {
        let value = try #require(try Self.metric(name).value(of: comparison), "\(name)")
        // The entropy is by Float densities: their rounding of log p, some 2⁻²², times its mean size.
        let tolerance = ["entropy", "nll_gap"].contains(name) ? 0x1p-20 : Self.rounding
        #expect(
          abs(value - values[0]) < tolerance * max(1, abs(values[0])),
          "\(row.words[0]) \(name): \(value), not \(values[0])")
      }
    }
  }

  @Test func `chains' statistics are those by Fourier transform`() throws {
    for row in try Self.rows("chain") {
      let count = try #require(Int(row.words[1]))
      let length = try #require(Int(row.words[2]))
      let values = try row.fields[0].map { try #require(Double($0)) }
      let expected = try row.fields[1].map { try #require(Double($0)) }
      let chains = (0..<count).map { Array(values[$0 * length..<($0 + 1) * length]) }
      let statistics = try #require(ChainStatistics(chains))
      #expect(abs(statistics.convergence - expected[0]) < Self.rounding * expected[0])
      #expect(abs(statistics.effectiveSize - expected[1]) < Self.rounding * expected[1])
    }
  }

  @Test func `floors are those of NumPy within Monte Carlo error`() throws {
    for row in try Self.rows("floor") {
      let density = row.words[0] == "tri" ? Scenes.tri : Scenes.ring(width: 1)
      let count = try #require(Int(row.words[1]))
      let other = try #require(Double(row.words[2]))
      let exact = ExactReference(density, at: .clean)
      let replicates = 300
      let floors = try #require(
        MetricFloors(
          of: exact, points: count, reference: count, replicates: replicates,
          stream: NoiseStream(seed: 31, stream: 2), parallel: Parallel(threads: 2)))
      let share = 1 / Double(replicates) + 1 / other
      for (name, values) in try row.named(3) {
        let (mean, deviation, kurtosis) = (values[0], values[1], values[2])
        let floor = try #require(floors[name], "\(name)")
        let z = (floor.mean - mean) / (deviation * share.squareRoot())
        #expect(abs(z) < 4.9, "\(row.words[0]) \(name): mean \(floor.mean), not \(mean)")
        // Var(s²)/σ⁴ = (κ − 1)/n, and half of it for log s.
        let spread = ((kurtosis - 1) * share).squareRoot() / 2
        let ratio = Elementary.log(floor.deviation / deviation)
        #expect(
          abs(ratio) < 4.9 * spread,
          "\(row.words[0]) \(name): deviation \(floor.deviation), not \(deviation)")
      }
    }
  }

  @Test func `the prior gap is that of SciPy's adaptive quadrature`() throws {
    let process = OrnsteinUhlenbeck(duration: 5)
    for row in try Self.rows("prior") {
      let time = try #require(Double(row.words[1]))
      let wanted = try #require(Double(row.fields[0][0]))
      let none = Points(x: [], y: [])
      let start = RunStart(of: Scenes.tri, along: process, at: process.level(at: time))
      let value = try #require(
        PriorGap.value(of: Comparison(none, none, run: RunFacts(start: start, scoreEvaluations: 0)))
      )
      // The middles of cells of a smooth law: exponentially good; SciPy's own goal is 1e-10.
      #expect(abs(value - wanted) < 1e-9, "T = \(time): \(value), not \(wanted)")
    }
  }

  @Test func `the normal deviate of Student's law is that of SciPy`() throws {
    for row in try Self.rows("student") {
      let t = try #require(Double(row.words[0]))
      let degrees = try #require(Double(row.words[1]))
      let wanted = try #require(Double(row.fields[0][0]))
      let value = normalDeviate(student: t, degrees: degrees)
      #expect(abs(value - wanted) < 0.05, "t = \(t), \(degrees): \(value), not \(wanted)")
      #expect(normalDeviate(student: -t, degrees: degrees) == -value)
    }
  }
}
