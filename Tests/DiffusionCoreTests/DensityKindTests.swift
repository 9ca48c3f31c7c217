import DiffusionCore
import Testing

/// What scenes can name: defaults, contracts, refusals, and limits that must not trap.
struct DensityKindTests {
  @Test func `the catalog is the list of the scene format`() {
    let names = densityCatalog.map { $0.card.name }
    #expect(
      names == [
        "gmm", "gaussian-ring", "gaussian-grid", "swiss-roll", "two-moons", "circles", "spirals",
        "pinwheel", "s-curve", "lissajous", "polyline", "checkerboard", "boxes", "drawing", "image",
        "points", "banana", "funnel", "double-well", "quadratic", "laplace", "simplex", "quadrant",
        "ball", "mixture", "transform",
      ])
  }

  @Test func `every density keeps the contract of its protocol`() throws {
    for (name, density) in try Scenes.all() {
      let weights = density.parts.weights
      #expect(weights.isEmpty == density.parts.name.isEmpty, "\(name)")
      #expect(weights.isEmpty || abs(weights.reduce(0, +) - 1) < 1e-12, "\(name)")
      #expect(weights.allSatisfy { $0 > 0 } && weights.count <= 64, "\(name)")
      #expect(density.smallestDeviation > 0 && density.covariance.xx > 0, "\(name)")
      if let mixture = density as? GaussianMixture {
        #expect(mixture.components.count <= 2000, "\(name)")
      }
      let box = density.extent
      let cloud = density.law(at: .clean).sample(
        count: 4000, stream: NoiseStream(seed: 4, stream: 4))
      let inside = (0..<cloud.count).filter { index in
        let p = cloud[index]
        return p.x >= box.xMin && p.x <= box.xMax && p.y >= box.yMin && p.y <= box.yMax
      }
      // Three deviations on each side hold 0.995 of a Gaussian; 4000 draws leave 0.0045 at most.
      #expect(Double(inside.count) > 0.985 * 4000, "\(name)")
    }
  }

  @Test func `curves have equal arcs, and strands by their length`() throws {
    let all = try Scenes.all()
    func parts(_ name: String) -> DensityParts? { all.first { $0.name == name }?.density.parts }
    let roll = try #require(parts("swiss-roll"))
    #expect(roll.name == "arc" && roll.weights.count == 8)
    // 305 components in eight arcs: one component more or less.
    #expect(roll.weights.allSatisfy { abs($0 - 1.0 / 8) < 1.0 / 305 })
    let circles = try #require(parts("circles"))
    #expect(circles.name == "circle" && abs(circles.weights[0] - 2.0 / 3) < 1e-9)
    let moons = try #require(parts("two-moons"))
    #expect(moons.name == "moon" && abs(moons.weights[0] - 0.5) < 1e-12)
    let board = try #require(parts("checkerboard"))
    #expect(board.name == "square" && board.weights == Array(repeating: 0.125, count: 8))
  }

  private static func make(
    _ name: String, _ values: [(String, SettingValue)]
  ) throws -> any Density {
    let kind = try #require(densityCatalog.first { $0.card.name == name })
    var settings = Scenes.defaults(of: kind.card.parameters)
    for (name, value) in values { settings[name] = value }
    return try kind.make(settings)
  }

  private static func component(_ values: [(String, SettingValue)]) -> SettingValue {
    let all: [(String, SettingValue)] = [("weight", 1), ("mean", [0, 0])] + values
    return .object(Settings(all.map { .init(name: $0.0, value: $0.1) }))
  }

  @Test func `settings that do not go together are refused with their path`() {
    func refuses(
      _ name: String, _ values: [(String, SettingValue)], at path: [SettingError.PathElement]
    ) {
      do {
        _ = try Self.make(name, values)
        Issue.record("\(name) \(values) was taken")
      } catch let error as SettingError {
        #expect(error.path == path, "\(name)")
        #expect(!error.message.isEmpty && error.hint != nil)
      } catch {
        Issue.record(error)
      }
    }
    let good = Self.component([("sigma", 1)])
    let second: [SettingError.PathElement] = [.name("components"), .index(1)]
    refuses("gmm", [("components", [good, Self.component([])])], at: second)
    let both = Self.component([("sigma", 1), ("covariance", [[1, 0], [0, 1]])])
    refuses("gmm", [("components", [good, both])], at: second + [.name("covariance")])
    for matrix: SettingValue in [
      [[1, 0.5], [0.4, 1]], [[1, 2], [2, 1]], [[1, 1], [1, 1]], [[-1, 0], [0, -1]],
      [[0, 0], [0, 1]], [[1e200, 0], [0, 1e200]],
    ] {
      let wrong = Self.component([("covariance", matrix)])
      refuses("gmm", [("components", [good, wrong])], at: second + [.name("covariance")])
    }
    let tiny = Self.component([("sigma", 1e-200)])
    refuses("gmm", [("components", [good, tiny])], at: second + [.name("sigma")])
    refuses("gaussian-ring", [("modes", 3), ("weights", [1, 2])], at: [.name("weights")])
    refuses("swiss-roll", [("noise", 0.001)], at: [.name("noise")])
    refuses("polyline", [("points", [[1, 1], [1, 1]])], at: [.name("points")])
    refuses("points", [], at: [])
    let box = SettingValue.object(
      Settings([
        .init(name: "x", value: [0, 1]), .init(name: "y", value: [1, 1]),
        .init(name: "weight", value: 1),
      ]))
    refuses("boxes", [("boxes", [box])], at: [.name("boxes"), .index(0), .name("y")])
  }

  @Test func `nearly singular covariances are taken as they are`() throws {
    // 1 − 1e-12 leaves a determinant of 2e-12, which the plain product would round by 1e-4.
    let xy = 1 - 1e-12
    let mixture = GaussianMixture(
      mean: .zero, covariance: SymmetricMatrix(xx: 1, xy: xy, yy: 1))
    #expect(mixture.isSmooth)
    let value = mixture.law(at: .clean).evaluate(at: .zero)
    // det = (1 − xy)(1 + xy), both factors exact.
    let expected = -Elementary.log(2 * Double.pi) - 0.5 * Elementary.log((1 - xy) * (1 + xy))
    #expect(abs(value.logDensity - expected) < 1e-13)
  }

  @Test func `the clean law of an area is flat inside and nothing outside`() throws {
    let board = try Self.make("checkerboard", [])
    #expect(board.hasDensity && !board.isSmooth)
    let law = board.law(at: .clean)
    let inside = law.evaluate(at: Vector(-2, -2))
    #expect(inside.score == .zero && inside.hessian == .zero)
    #expect(abs(inside.logDensity + Elementary.log(18)) < 1e-15)
    for point in [Vector(-1, -2), Vector(9, 9)] {
      #expect(law.evaluate(at: point).logDensity == -.infinity)
    }
    #expect(law.partProbabilities(at: Vector(-2, -2)) == [1, 0, 0, 0, 0, 0, 0, 0])
    // A particle just outside belongs to the square it is nearest to.
    #expect(law.partProbabilities(at: Vector(-2, -3.01))[0] == 1)
  }

  @Test func `a finite data set has no clean density, and says so`() {
    #expect(!Scenes.points.isSmooth && !Scenes.points.hasDensity)
    let law = Scenes.points.law(at: .clean)
    let value = law.evaluate(at: Vector(1, 1))
    #expect(value.logDensity == -.infinity && value.score.x.isNaN && value.hessian.xx.isNaN)
    #expect(law.scores(at: Cloud(x: [1], y: [1])).x[0].isNaN)
    #expect(law.posterior(at: Vector(1, 1)).mean == Vector(1, 1))
    let cloud = law.sample(count: 100, stream: NoiseStream(seed: 1, stream: 1))
    let found = Set((0..<100).map { cloud[$0] })
    #expect(found == Set(Scenes.points.components.map(\.mean)))
  }

  @Test func `levels and points at the ends of the range give limits and never trap`() throws {
    for (name, density) in try Scenes.all() {
      for sigma in [1e-300, 1e-160, 1e-30, 1e30, 1e160, 1e300] {
        for level in [NoiseLevel.additive(sigma: sigma), OrnsteinUhlenbeck().level(sigma: sigma)] {
          let law = density.law(at: level)
          for point in [Vector(0.3, -0.2), Vector(1e300, -1e300), Vector(.nan, 0)] {
            let value = law.evaluate(at: point)
            _ = law.posterior(at: point)
            _ = law.partProbabilities(at: point)
            _ = law.marginalDensity(.x, at: point.x)
            if point.x.isNaN { #expect(!value.logDensity.isFinite) }
          }
          _ = law.scores(at: Cloud(x: [0, .infinity, .nan], y: [1, 3, 2]))
          _ = law.sample(count: 5, stream: NoiseStream(seed: 1, stream: 1))
        }
      }
      // Overwhelming noise leaves the noise's own law and the data's own mean.
      let law = density.law(at: .additive(sigma: 1e160))
      let value = law.evaluate(at: Vector(1, 2))
      let expected = -Elementary.log(2 * Double.pi) - 2 * Elementary.log(1e160)
      #expect(abs(value.logDensity - expected) < 1e-12 * abs(expected), "\(name)")
      #expect((law.posterior(at: Vector(1, 2)).mean - density.mean).length < 1e-12, "\(name)")
      #expect(value.score.length < 1e-300, "\(name)")
      // Vanishing noise leaves the datum where it is seen, to rounding, or at the nearest one.
      let seen = density.law(at: .clean).sample(
        count: 1, stream: NoiseStream(seed: 2, stream: 2))[0]
      let near = density.law(at: .additive(sigma: 1e-160)).posterior(at: seen)
      #expect((near.mean - seen).length < 1e-14, "\(name)")
      #expect(near.covariance.trace < 1e-28, "\(name)")
    }
  }
}
