/// KL(q ‖ r) in nats of the noised law q from the prior r that reverse methods start at.
///
/// How much of the data is left at the level of most noise: 0 where nothing is.
/// By the midpoint rule on cells narrower than the narrowest part of q, over a box that holds both
/// laws to 1e-9 of their mass; for a smooth law its error falls with the cells as exp(−2π² d²/h²).
/// Source: methods.md §13, the first term of the bound.
///
/// - Parameter level: a level of the process with noise, as a rule the first of a reverse run.
/// - Returns: nil where the law is too narrow for a quadrature of bearable length.
public func priorGap(
  of density: any Density, process: any DiffusionProcess, at level: NoiseLevel
) -> Double? {
  let prior = process.prior(of: density, at: level)
  let (a, b, s) = (level.signal, level.noise, density.smallestDeviation)
  let clean = density.extent
  // The extent ends three deviations from the outermost parts, where some tails go on.
  let across = 0.75 * a * (clean.xMax - clean.xMin) + 8 * b
  let up = 0.75 * a * (clean.yMax - clean.yMin) + 8 * b
  let width = 8 * max(prior.covariance.xx, prior.covariance.yy).squareRoot()
  let extent = Extent(
    xMin: min(a * clean.xMin - across, prior.mean.x - width),
    xMax: max(a * clean.xMax + across, prior.mean.x + width),
    yMin: min(a * clean.yMin - up, prior.mean.y - width),
    yMax: max(a * clean.yMax + up, prior.mean.y + width))
  // A cell of three quarters of the least deviation leaves exp(−2π²/0.75²) = 6e-16 of a Gaussian; the
  // logarithm of a mixture bends faster between its parts, and takes half of that.
  let least = min(
    (a * a * s * s + b * b).squareRoot(), prior.covariance.eigenvalues.0.squareRoot())
  let side = max(extent.xMax - extent.xMin, extent.yMax - extent.yMin)
  let cells = (side / (0.375 * least)).rounded(.up)
  guard b > 0, cells <= 800 else { return nil }
  let count = max(64, Int(cells))
  return divergence(
    density.law(at: level), from: prior.law(at: .clean),
    on: PlaneGrid(extent, columns: count, rows: count))
}
