/// What the states of many chains say of how well they have mixed, for one coordinate.
///
/// Each chain is cut into halves that count as chains of their own, so that a drift shows. Source:
/// Vehtari et al. 2021, with Geyer's initial monotone sequence; without rank normalisation.
public struct ChainStatistics: Equatable, Sendable {
  /// √(pooled variance / mean variance within chains), 1 for chains that have mixed.
  public var convergence: Double
  /// Independent draws that would tell the mean as well as all states of all chains.
  public var effectiveSize: Double

  /// - Parameter chains: at least one, equally long, of at least eight states; nil otherwise and for
  ///   chains that do not move.
  public init?(_ chains: [[Double]]) {
    guard chains.count > 0, let length = chains.first?.count, length >= 8 else { return nil }
    let half = length / 2
    // An odd state in the middle belongs to neither half.
    let halves = chains.flatMap { [Array($0.prefix(half)), Array($0.suffix(half))] }
    let (m, n) = (Double(halves.count), Double(half))
    let means = halves.map { $0.reduce(0, +) / n }
    let centred = zip(halves, means).map { half, mean in half.map { $0 - mean } }
    let within = centred.reduce(0.0) { $0 + Self.product($1, lag: 0) } / (m * (n - 1))
    let mean = means.reduce(0, +) / m
    let between = means.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / (m - 1)
    let pooled = within * (n - 1) / n + between
    guard within > 0 else { return nil }
    convergence = (pooled / within).squareRoot()
    // The autocorrelation of all chains together, by pairs of lags that may only fall.
    func correlation(_ lag: Int) -> Double {
      let covariance = centred.reduce(0.0) { $0 + Self.product($1, lag: lag) } / (m * n)
      return 1 - (within - covariance) / pooled
    }
    var (sum, last, lag) = (0.0, Double.infinity, 0)
    while lag + 1 < half {
      let pair = (lag == 0 ? 1 : correlation(lag)) + correlation(lag + 1)
      guard pair > 0 else { break }
      last = min(last, pair)
      sum += last
      lag += 2
    }
    // Chains that swing may be worth more than as many draws, but not without end.
    let time = max(2 * sum - 1, Elementary.log(10) / Elementary.log(m * n))
    effectiveSize = m * n / time
  }

  /// Σ x_i x_{i + lag}.
  private static func product(_ values: [Double], lag: Int) -> Double {
    (0..<values.count - lag).reduce(0.0) { $0 + values[$1] * values[$1 + lag] }
  }
}

extension Comparison {
  /// The statistics of both coordinates; nil without chains that move.
  ///
  /// Of the first 500 chains.
  var chainStatistics: (x: ChainStatistics, y: ChainStatistics)? {
    guard let count = chain.first?.count else { return nil }
    let chains = 0..<min(count, 500)
    guard let x = ChainStatistics(chains.map { index in chain.map { $0.x[index] } }),
      let y = ChainStatistics(chains.map { index in chain.map { $0.y[index] } })
    else { return nil }
    return (x, y)
  }
}
