/// What training minimises: three losses that differ by constants only, so that the exact score is
/// the minimum of each.
///
/// x̃ = x + σ n, λ the weight of the level (methods.md §9, errata E26, E46: all means are over x̃).
public enum Objective: String, CaseIterable, Sendable {
  /// E λ |s_θ(x̃) + n/σ|², which needs data and noise alone (Vincent 2011).
  case denoising
  /// E λ |s_θ(x̃) − s(x̃)|², which needs the exact score of the law that data are drawn from.
  case explicit
  /// E λ (|s_θ(x̃)|² + 2 div s_θ(x̃)), which needs neither (Hyvärinen 2005), by central differences.
  case hyvarinen

  /// Rows of a batch that belong to one datum.
  ///
  /// With h = δ σ, (1/4) Σ |s_θ(x̃ ± h eᵢ) ± (2/h) eᵢ|² − 4/h² over the four points is
  /// |s_θ|² + 2 div s_θ up to O(h²): Hyvärinen's loss is the denoising one with noise ± (2/δ) eᵢ
  /// at x̃ ± h eᵢ, and the same least squares (Pang et al. 2020 for the differences).
  var rowsPerDatum: Int { self == .hyvarinen ? 4 : 1 }

  /// Neighbouring rows that share a level: the exact score is worked out a level at a time.
  var rowsPerLevel: Int {
    switch self {
    case .denoising: 1
    case .explicit: 16
    case .hyvarinen: rowsPerDatum
    }
  }

  /// The loss in mathematics, the level's weight put in: "E σ²|s + n/σ|²".
  public func formula(_ weighting: Weighting) -> String {
    let factor = weighting.symbol
    return switch self {
    case .denoising: "E \(factor)|s + n/σ|²"
    case .explicit: "E \(factor)|s − s*|²"
    case .hyvarinen: factor.isEmpty ? "E |s|² + 2 div s" : "E \(factor)(|s|² + 2 div s)"
    }
  }
}

/// λ(σ), the weight of a noise level in the loss.
public enum Weighting: String, CaseIterable, Sendable {
  /// λ = σ²: every level counts alike.
  case sigmaSquared = "sigma-squared"
  /// λ = σ⁴: the mean square error of the denoiser, which large noise rules.
  case denoising
  /// λ = 1: the plain loss, which small noise rules.
  case uniform

  /// λ(σ)/σ².
  public func factor(sigma: Double) -> Double {
    switch self {
    case .sigmaSquared: 1
    case .denoising: sigma * sigma
    case .uniform: 1 / (sigma * sigma)
    }
  }

  var symbol: String {
    switch self {
    case .sigmaSquared: "σ²"
    case .denoising: "σ⁴"
    case .uniform: ""
    }
  }
}
