/// What the methods for e^{−f−g} share.
extension PenalizedGaussian {
  /// The density of a scene for a method whose card needs one of this kind.
  ///
  /// - Precondition: the scene was checked against `MethodNeed.composite`.
  init(of density: any Density) {
    guard let target = density as? PenalizedGaussian else {
      preconditionFailure("the need of a composite target was not checked")
    }
    self = target
  }

  /// The spread that the penalty acts on, and the share of particles exactly on a kink, each beside
  /// what it is under the target: no law with a density has a share there.
  func readings(of cloud: Cloud) -> [Reading] {
    let moments = Moments(cloud).covariance
    func share(_ isOnKink: (Int) -> Bool) -> Double {
      Double((0..<cloud.count).count(where: isOnKink)) / Double(max(1, cloud.count))
    }
    func spread(_ covariance: SymmetricMatrix) -> Double {
      covariance.xx + covariance.yy - 2 * covariance.xy
    }
    switch penalty {
    case .tv:
      return [
        Reading("Var[x₁ − x₂]", spread(moments), exact: spread(covariance)),
        Reading("P(x₁ = x₂)", share { cloud.x[$0] == cloud.y[$0] }, exact: 0),
      ]
    case .l1:
      return [
        Reading("Var[x₁]", moments.xx, exact: covariance.xx),
        Reading("Var[x₂]", moments.yy, exact: covariance.yy),
        Reading("P(x₁ = 0)", share { cloud.x[$0] == 0 }, exact: 0),
        Reading("P(x₂ = 0)", share { cloud.y[$0] == 0 }, exact: 0),
      ]
    case .quadratic:
      return [
        Reading("Var[x₁]", moments.xx, exact: covariance.xx),
        Reading("Var[x₂]", moments.yy, exact: covariance.yy),
      ]
    }
  }
}
