/// Distances of point sets and what a discriminator can tell, each computed a second way.
enum DistanceIdentities {
  static let all = [assignment, sliced, energy, discriminator]

  private static func cloud(_ stream: UInt64, _ count: Int) -> Points {
    Points(NoiseStream(seed: 8, stream: stream).normals(count: count))
  }

  static let assignment = Identity(
    IdentityCard(
      "exact-w2", .divergences, "W2² = min_π Σ |x_i − y_π(i)|² / n",
      program: "shortest augmenting paths, 7 points", independent: "all 5040 pairings",
      mistake: "each point to its nearest neighbour", tolerance: 1e-13, reason: "to rounding",
      source: "Jonker & Volgenant 1987; methods.md §14"),
    of: { Assignment($0, $1).cost } as @Sendable (Points, Points) -> Double,
    mistaken: { a, b in
      (0..<a.count).reduce(0) { sum, i in
        sum + (0..<b.count).reduce(.infinity) { min($0, (a[i] - b[$1]).dot(a[i] - b[$1])) }
      }
    } as @Sendable (Points, Points) -> Double
  ) { cost in
    var result = Agreement()
    for set in 0..<4 as Range<UInt64> {
      let (a, b) = (cloud(2 * set, 7), cloud(2 * set + 1, 7))
      result.compare(cost(a, b), cheapest(a, b, from: 0, Array(0..<7)), at: "set \(set + 1)")
    }
    return result
  }

  /// The cheapest pairing of the points from one on with those left, by trying all.
  private static func cheapest(
    _ a: Points, _ b: Points, from first: Int, _ open: [Int]
  ) -> Double {
    guard first < a.count else { return 0 }
    return open.reduce(.infinity) { best, partner in
      let gap = a[first] - b[partner]
      return min(
        best, gap.dot(gap) + cheapest(a, b, from: first + 1, open.filter { $0 != partner }))
    }
  }

  static let sliced = Identity(
    IdentityCard(
      "sliced-w2", .divergences, "SW2(X, X + δ) = |δ|/√2", program: "64 directions, sorted",
      independent: "closed form for a shift", mistake: "|δ|: not sliced", tolerance: 1e-5,
      reason: "the coordinates are Floats", source: "Bonneel et al. 2015; methods.md §14"),
    of: 2.0, mistaken: 1
  ) { share in
    let points = NoiseStream(seed: 8, stream: 20).normals(count: 300)
    var result = Agreement()
    for shift in [Vector(1, 0), Vector(-0.5, 2)] {
      var moved = points
      for index in 0..<points.count { moved[index] = points[index] + shift }
      result.compare(
        SlicedWasserstein().distance(points, moved), shift.length / share.squareRoot(),
        at: "shift by \(shift.x), \(shift.y)")
    }
    return result
  }

  static let energy = Identity(
    IdentityCard(
      "energy-distance", .divergences,
      "on a line: ED(X, Y) = 2 ∫ (F − G)²",
      program: "all pairs", independent: "distribution functions", mistake: "∫ (F − G)²",
      tolerance: 1e-12, reason: "to rounding", source: "Székely & Rizzo 2013; methods.md §14"),
    of: 2.0, mistaken: 1
  ) { factor in
    let (a, b) = (cloud(30, 60).x, cloud(31, 90).x.map { 0.7 * $0 + 0.4 })
    let places = (a + b).sorted()
    var integral = 0.0
    for (left, right) in zip(places, places.dropFirst()) {
      let f = Double(a.count { $0 <= left }) / Double(a.count)
      let g = Double(b.count { $0 <= left }) / Double(b.count)
      integral += (right - left) * (f - g) * (f - g)
    }
    func onLine(_ x: [Double]) -> Points { Points(x: x, y: .init(repeating: 0, count: x.count)) }
    var result = Agreement()
    result.compare(
      energyDistance(onLine(a), onLine(b)), factor * integral, at: "60 and 90 numbers")
    return result
  }

  static let discriminator = Identity(
    IdentityCard(
      "discriminator", .divergences, "2JS = 2h(m)−h(p)−h(q),  2TV = ∫|p−q|",
      program: "value of the best discriminator", independent: "entropies and |p − q|",
      mistake: "JS without its log 2", tolerance: 1e-9, reason: "the same cells, other sums",
      source: "methods.md §15; Goodfellow et al. 2014"),
    of: 0.0, mistaken: Elementary.log(2)
  ) { slip in
    let (p, q) = (
      IdentityCase.mixture.law(at: .additive(sigma: 0.4)),
      IdentityCase.boxes.law(at: .additive(sigma: 0.5))
    )
    let grid = PlaneGrid(
      Extent(xMin: -10, xMax: 11, yMin: -11, yMax: 11), columns: 64, rows: 64)
    let found = Discrimination(of: p, and: q, on: grid)
    let (real, fake) = (
      grid.logDensities(of: p).map(Elementary.exp), grid.logDensities(of: q).map(Elementary.exp)
    )
    func entropy(_ values: [Double]) -> Double {
      values.reduce(0) { $1 > 0 ? $0 - grid.area * $1 * Elementary.log($1) : $0 }
    }
    let middle = zip(real, fake).map { 0.5 * ($0 + $1) }
    var result = Agreement()
    result.compare(
      found.jensenShannon - slip, entropy(middle) - 0.5 * (entropy(real) + entropy(fake)),
      at: "JS")
    result.compare(
      found.totalVariation,
      0.5 * grid.area * zip(real, fake).reduce(0) { $0 + abs($1.0 - $1.1) }, at: "TV")
    return result
  }
}
