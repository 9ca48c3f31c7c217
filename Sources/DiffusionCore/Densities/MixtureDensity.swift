/// A weighted sum of densities of any kinds: where all are mixtures of Gaussians `mixed` makes one
/// of them all, which is faster and has the closed forms of its own.
struct MixtureDensity: Density {
  /// A density and its share of the mass.
  struct Member: Sendable {
    var weight: Double
    var density: any Density
  }

  /// At least one; the weights sum to 1.
  let members: [Member]
  let mean: Vector
  let covariance: SymmetricMatrix
  let division: PartDivision
  let extent: Extent

  /// The mixture of densities with weights > 0, which are normalised.
  static func mixed(_ members: [Member]) -> any Density {
    let largest = members.reduce(0) { max($0, $1.weight) }
    let total = members.reduce(0) { $0 + $1.weight / largest }
    let normalised = members.map {
      Member(weight: $0.weight / largest / total, density: $0.density)
    }
    if normalised.count == 1 { return normalised[0].density }
    let gaussians = normalised.compactMap { $0.density as? GaussianMixture }
    guard gaussians.count == normalised.count else { return MixtureDensity(normalised) }
    return GaussianMixture(mixing: gaussians, weights: normalised.map(\.weight))
  }

  private init(_ members: [Member]) {
    self.members = members
    division = PartDivision(members)
    let mean = members.reduce(Vector.zero) { $0 + $1.weight * $1.density.mean }
    self.mean = mean
    covariance = members.reduce(.zero) {
      $0 + $1.weight
        * ($1.density.covariance + SymmetricMatrix(outer: $1.density.mean - mean))
    }
    extent = members.dropFirst().reduce(members[0].density.extent) { box, member in
      let own = member.density.extent
      return Extent(
        xMin: min(box.xMin, own.xMin), xMax: max(box.xMax, own.xMax),
        yMin: min(box.yMin, own.yMin), yMax: max(box.yMax, own.yMax))
    }
  }

  var parts: DensityParts { division.parts }

  var smallestDeviation: Double {
    members.reduce(.infinity) { min($0, $1.density.smallestDeviation) }
  }

  var isSmooth: Bool { members.allSatisfy { $0.density.isSmooth } }
  var hasDensity: Bool { members.allSatisfy { $0.density.hasDensity } }

  var approximation: String? {
    let own = members.compactMap(\.density.approximation)
    return own.first.map { own.count == members.count ? $0 : "of some parts: \($0)" }
  }

  func law(at level: NoiseLevel) -> any Law { MixtureLaw(of: self, at: level) }

  func transformed(by transform: PlaneTransform) throws -> any Density {
    Self.mixed(
      try members.map {
        Member(weight: $0.weight, density: try $0.density.transformed(by: transform))
      })
  }
}

/// What the parts of a mixture are: those of its members one after the other as long as they are
/// few, with an undivided member as one; the members themselves otherwise.
struct PartDivision: Sendable {
  let parts: DensityParts
  /// For each member its first part, and whether its own parts go on from there.
  let firsts: [Int]
  let keepsOwn: [Bool]

  /// The most parts that members are divided into.
  private static let limit = 12

  init(_ members: [MixtureDensity.Member]) {
    let own = members.map(\.density.parts)
    let count = own.reduce(0) { $0 + max(1, $1.weights.count) }
    let isFine = count <= Self.limit
    keepsOwn = own.map { isFine && !$0.weights.isEmpty }
    var firsts: [Int] = []
    var weights: [Double] = []
    for (index, member) in members.enumerated() {
      firsts.append(weights.count)
      weights += (keepsOwn[index] ? own[index].weights : [1]).map { member.weight * $0 }
    }
    self.firsts = firsts
    let shared = own[0].name
    let isShared = keepsOwn.allSatisfy { $0 } && own.allSatisfy { $0.name == shared }
    parts = DensityParts(name: isShared ? shared : "part", weights: weights)
  }
}

extension GaussianMixture {
  /// One mixture of all components of several, each with its weight.
  init(mixing mixtures: [GaussianMixture], weights: [Double]) {
    let division = PartDivision(
      zip(mixtures, weights).map { .init(weight: $1, density: $0) })
    var components: [Component] = []
    var partOfComponent: [Int] = []
    for (index, mixture) in mixtures.enumerated() {
      for (place, component) in mixture.components.enumerated() {
        components.append(
          Component(
            weight: weights[index] * component.weight, mean: component.mean,
            covariance: component.covariance))
        let own = division.keepsOwn[index] ? mixture.partOfComponent[place] : 0
        partOfComponent.append(division.firsts[index] + own)
      }
    }
    self.init(components, partName: division.parts.name, partOfComponent: partOfComponent)
  }
}
