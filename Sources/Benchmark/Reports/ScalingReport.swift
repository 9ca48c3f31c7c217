package import Simulation

/// Costs at rising sizes, and whether they grow as the sizes do.
package struct ScalingReport {
  package let measurements: [ScalingMeasurement]

  package init(_ measurements: [ScalingMeasurement]) { self.measurements = measurements }

  package var isLinear: Bool { measurements.allSatisfy { $0.fit.isLinear } }

  package var text: String { measurements.map { text($0) }.joined(separator: "\n") }

  private func text(_ measured: ScalingMeasurement) -> String {
    let series = measured.series
    var columns = Columns(
      head: ["  \(series.variable)"] + series.sizes.map(TableNumber.count))
    columns.add(["  \(series.unit)"] + measured.costs.map { TableNumber.fixed($0, 3) })
    let slope = TableNumber.fixed(measured.fit.slope, 3)
    let verdict = measured.fit.isLinear ? "linear" : "NOT LINEAR"
    return "\(series.name): \(series.work); cost ∝ \(series.variable)^\(slope), \(verdict)\n"
      + columns.text(leftAligned: [0])
  }

  package var json: JSON {
    .list(
      measurements.map { measured in
        .object([
          .init("series", .text(measured.series.name)),
          .init("variable", .text(measured.series.variable)),
          .init("sizes", .list(measured.series.sizes.map { .integer($0) })),
          .init("seconds", .list(measured.seconds.map { .number($0) })),
          .init("costs", .list(measured.costs.map { .number($0) })),
          .init("unit", .text(measured.series.unit)),
          .init("slope", .number(measured.fit.slope)),
          .init("is_linear", .flag(measured.fit.isLinear)),
        ])
      })
  }
}
