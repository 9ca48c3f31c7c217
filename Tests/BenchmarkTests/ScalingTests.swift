import Benchmark
import Testing

/// Whether a cost is called linear.
@Suite struct ScalingTests {
  private let sizes = (0..<7).map { Double(10_000 << $0) }

  /// A factor within ±3 % that differs from size to size.
  private func scatter(_ index: Int) -> Double { 1 + 0.03 * (index.isMultiple(of: 2) ? 1 : -1) }

  private func fit(_ cost: (Double) -> Double) -> PowerFit {
    PowerFit(
      sizes: sizes, costs: sizes.enumerated().map { scatter($0.offset) * cost($0.element) })
  }

  @Test func `a power is found to the last digits`() {
    for power in 0...3 {
      let costs = sizes.map { size in (0..<power).reduce(3e-9) { cost, _ in cost * size } }
      #expect(abs(PowerFit(sizes: sizes, costs: costs).slope - Double(power)) < 1e-12)
    }
  }

  @Test func `a linear cost passes with the scatter of a noisy machine`() {
    #expect(fit { 2e-9 * $0 }.isLinear)
    // A tenth of the smallest size's cost is what it takes anyhow.
    #expect(fit { 2e-9 * ($0 + 1000) }.isLinear)
  }

  @Test func `what is not linear is flagged`() {
    #expect(!fit { $0 * $0 }.isLinear)
    #expect(!fit { $0 * $0.squareRoot() }.isLinear)
    #expect(!fit { _ in 1 }.isLinear)
    #expect(!fit { $0 + 1e-5 * $0 * $0 }.isLinear)
  }

  @Test func `a quadratic cost shows in the report and in its verdict`() throws {
    let series = ScalingSeries(
      name: "slow", work: "a made-up cost", variable: "particles", sizes: [1000, 2000, 4000],
      unitsForSize: 2, unit: "ns a particle"
    ) { _ in {} }
    let slow = ScalingMeasurement(series, seconds: [1e-6, 4e-6, 16e-6])
    let fast = ScalingMeasurement(series, seconds: [1e-6, 2e-6, 4e-6])
    #expect(fast.costs == [0.5, 0.5, 0.5])
    #expect(ScalingReport([fast]).isLinear)
    let report = ScalingReport([fast, slow])
    #expect(!report.isLinear)
    #expect(report.text.contains("particles^2.000, NOT LINEAR"))
    #expect(report.text.contains("particles^1.000, linear"))
  }
}
