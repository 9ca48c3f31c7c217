import DiffusionCore

/// The exponent p of cost ∝ sizeᵖ: the slope of the least-squares line of log cost over log size.
package struct PowerFit: Equatable, Sendable {
  package let slope: Double

  /// How far from 1 the slope of a linear cost may lie.
  package static let tolerance = 0.1

  /// - Parameters:
  ///   - sizes: at least two different ones, > 0.
  ///   - costs: as many, > 0.
  package init(sizes: [Double], costs: [Double]) {
    precondition(sizes.count == costs.count && sizes.count >= 2)
    let (x, y) = (sizes.map(Elementary.log), costs.map(Elementary.log))
    let count = Double(sizes.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    slope = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
  }

  package var isLinear: Bool { abs(slope - 1) <= Self.tolerance }
}
