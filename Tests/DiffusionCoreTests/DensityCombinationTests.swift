import DiffusionCore
import RealModule
import Testing

/// Drawings, pictures, mixtures and transforms: what they mean, by hand, and what they refuse.
struct DensityCombinationTests {
  private static func make(
    _ type: String, _ values: [(String, SettingValue)]
  ) throws -> any Density {
    try makeDensity(DensitySamples.object(type, values))
  }

  private static func drawing(_ rows: [String], _ more: [(String, SettingValue)] = []) throws
    -> BoxMixture
  {
    let rows = SettingValue.list(rows.map { .text($0) })
    return try #require(try make("drawing", [("rows", rows)] + more) as? BoxMixture)
  }

  @Test func `a drawing lies as it is written, its middle at the origin`() throws {
    // Three characters 2 wide and 4 high in two rows; the short row ends in a blank.
    let law = try Self.drawing(["90", "  3"], [("width", 6)]).law(at: .clean)
    func density(_ x: Double, _ y: Double) -> Double {
      Double.exp(law.evaluate(at: Vector(x, y)).logDensity)
    }
    #expect(abs(density(-2, 2) - 0.75 / 8) < 1e-14 && abs(density(2, -2) - 0.25 / 8) < 1e-14)
    for (x, y) in [(0.0, 2.0), (2, 2), (-2, -2), (0, -2), (-3.1, 2), (-2, 4.1)] {
      #expect(density(x, y) == 0, "\(x) \(y)")
    }
  }

  @Test func `one character is one box, of a size of its own`() throws {
    let single = try Self.drawing(["5"])
    // Twice as high as wide, and the longer side 6.
    #expect(
      single.boxes == [.init(weight: 1, lower: Vector(-1.5, -3), upper: Vector(1.5, 3))])
    let square = try Self.drawing(["5"], [("aspect", 1), ("width", 2)])
    #expect(square.boxes == [.init(weight: 1, lower: Vector(-1, -1), upper: Vector(1, 1))])
  }

  @Test func `equal neighbours become one box, and the law stays what it is`() throws {
    let thick = try Self.drawing(["1122", "1122", "3300", "3300"], [("width", 4)])
    #expect(thick.boxes.count == 3)
    let thin = BoxMixture(
      (0..<12).map { cell in
        let (i, j) = cell < 8 ? (cell % 4, cell / 4) : (cell % 2, 2 + (cell - 8) / 2)
        return .init(
          weight: j > 1 ? 3 : i < 2 ? 1 : 2,
          lower: Vector(Double(i - 2), Double(2 - 2 * j)),
          upper: Vector(Double(i - 1), Double(4 - 2 * j)))
      })
    let level = NoiseLevel.additive(sigma: 0.4)
    for point in [Vector(0.3, -1), Vector(-1.7, 3.2), Vector(5, 5)] {
      let (a, b) = (
        thick.law(at: level).evaluate(at: point), thin.law(at: level).evaluate(at: point)
      )
      #expect(abs(a.logDensity - b.logDensity) < 1e-12 && (a.score - b.score).length < 1e-11)
    }
  }

  @Test func `pieces that do not touch are the parts of a drawing`() throws {
    // A ring that touches a dot at a corner, and a bar: weights 5 and 4, from the left.
    let drawing = try Self.drawing(["11 ", "  1 2", "11  2"])
    #expect(drawing.parts.name == "piece")
    let expected: [Double] = [5.0 / 9, 4.0 / 9]
    for (found, value) in zip(drawing.parts.weights, expected) {
      #expect(abs(found - value) < 1e-15)
    }
    #expect(try Self.drawing(["111"]).parts == .none)
    #expect(try Self.drawing([String(repeating: "1 ", count: 13)]).parts == .none)
  }

  @Test func `a larger picture is averaged down, mass and all`() {
    let grid = PixelGrid(rows: [[1, 2, 3, 4, 5], [3, 2, 1, 0, 5]])
    #expect(grid.reduced(to: 5) == grid)
    // Two and a half columns each: (1 + 2 + 3/2) / 2.5 and (3/2 + 4 + 5) / 2.5; both rows in one.
    let half = grid.reduced(to: 2)
    // 1 + 2 + 1.5 and 3 + 2 + 0.5 of five; 1.5 + 4 + 5 and 0.5 + 0 + 5 of five.
    let expected: [Double] = [10.0 / 5, 16.0 / 5]
    #expect(half.rows.count == 1)
    for (found, value) in zip(half.rows[0], expected) { #expect(abs(found - value) < 1e-14) }
  }

  @Test func `a transform scales, then rotates counterclockwise, then moves`() throws {
    let map = PlaneTransform(scale: Vector(2, -3), degrees: 90, translation: Vector(10, 20))
    #expect(map(Vector(1, 0)) == Vector(10, 22) && map(Vector(0, 1)) == Vector(13, 20))
    let eighth = PlaneTransform(degrees: 45)(Vector(2.0.squareRoot(), 0))
    #expect((eighth - Vector(1, 1)).length < 1e-15)
    let far: Double = PlaneTransform(degrees: 1e6)(Vector(1, 0)).x
    #expect(abs(far - Double.cos(1e6 * Double.pi / 180)) < 1e-9)
    let gaussian = try #require(
      try makeDensity(
        DensitySamples.transform(
          DensitySamples.object("gaussian-ring", [("modes", 1), ("radius", 1), ("sigma", 0.5)]),
          scale: [2, 1], rotate: 90, translate: [1, 1])) as? GaussianMixture)
    #expect(gaussian.mean == Vector(1, 3))
    #expect(gaussian.components[0].covariance == SymmetricMatrix(xx: 0.25, xy: 0, yy: 1))
  }

  @Test func `right angles keep boxes boxes, and others come back by turning back`() throws {
    let board = DensitySamples.object("drawing", DensitySamples.drawing)
    let original = try makeDensity(board)
    let turned = try makeDensity(DensitySamples.transform(board, scale: [1, -2], rotate: 270))
    #expect(turned is BoxMixture)
    let back = try makeDensity(
      DensitySamples.transform(
        DensitySamples.transform(board, scale: 2, rotate: 33, translate: [1, 2]), scale: 0.5,
        rotate: -33))
    let level = NoiseLevel.additive(sigma: 0.3)
    let angle = -33 * Double.pi / 180
    let (cos, sin) = (Double.cos(angle), Double.sin(angle))
    let shift: Vector = 0.5 * Vector(cos - 2 * sin, sin + 2 * cos)
    for point in [Vector(0.3, -0.2), Vector(-2, 1)] {
      let (a, b) = (
        original.law(at: level).evaluate(at: point),
        back.law(at: level).evaluate(at: point + shift)
      )
      #expect(abs(a.logDensity - b.logDensity) < 1e-12 && (a.score - b.score).length < 1e-11)
    }
  }

  @Test func `mixtures of Gaussians stay one, whatever is nested`() throws {
    let ring = DensitySamples.part(1, "gaussian-ring", [("modes", 4)])
    let moons = DensitySamples.part(3, "two-moons")
    let inner = DensitySamples.part(1, "mixture", [("parts", [ring, ring])])
    let flat = try #require(
      try Self.make("mixture", [("parts", [inner, inner])]) as? GaussianMixture)
    #expect(flat.parts.name == "part" && flat.parts.weights == [0.5, 0.5])
    #expect(try Self.make("mixture", [("parts", [ring])]).parts.name == "mode")
    let rings = try Self.make("mixture", [("parts", [ring, ring])]).parts
    #expect(rings.name == "mode" && rings.weights == Array(repeating: 0.125, count: 8))
    let mixed = try Self.make("mixture", [("parts", [ring, moons])]).parts
    #expect(mixed.name == "part" && mixed.weights.count == 6)
    #expect(abs(mixed.weights[4] - 0.375) < 1e-12 && abs(mixed.weights[0] - 0.0625) < 1e-15)
    let board = DensitySamples.part(1, "checkerboard")
    let other = try Self.make("mixture", [("parts", [board, board])]).parts
    #expect(other.name == "part" && other.weights == [0.5, 0.5])
  }

  @Test func `beside all edges a particle belongs to the part it is nearest to`() throws {
    let left = DensitySamples.part(
      1, "transform",
      [
        ("data", .object(DensitySamples.object("drawing", [("rows", ["1"]), ("width", 1)]))),
        ("translate", [-2, 0]), ("rotate", 10),
      ])
    let right = DensitySamples.part(1, "ball")
    let density = try Self.make("mixture", [("parts", [left, right])])
    #expect(!density.isSmooth && density.hasDensity)
    let law = density.law(at: .clean)
    // The box ends near −1.49, the ball at −1.
    #expect(law.partProbabilities(at: Vector(-1.4, 0))[0] > 0.99)
    #expect(law.partProbabilities(at: Vector(1.2, 0.2))[1] > 0.99)
    #expect(law.evaluate(at: Vector(9, 9)).logDensity == -.infinity)
    #expect(law.posterior(at: Vector(9, 9)).mean == Vector(9, 9))
  }

  @Test func `what is no distribution is refused with its path`() {
    func refuses(_ settings: Settings, at path: [SettingError.PathElement]) {
      do {
        _ = try makeDensity(settings)
        Issue.record("\(settings) was taken")
      } catch let error as SettingError {
        #expect(error.path == path && !error.message.isEmpty && error.hint != nil)
      } catch {
        Issue.record(error)
      }
    }
    func drawing(_ rows: SettingValue) -> Settings {
      DensitySamples.object("drawing", [("rows", rows)])
    }
    let rows = SettingError.PathElement.name("rows")
    refuses(drawing([""]), at: [rows])
    refuses(drawing(["  ", "0 0"]), at: [rows])
    refuses(drawing(["11", "1\t1"]), at: [rows, .index(1)])
    refuses(drawing(["#"]), at: [rows, .index(0)])
    refuses(drawing([.text(String(repeating: "1", count: 201))]), at: [rows, .index(0)])
    refuses(DensitySamples.object("image"), at: [])
    refuses(
      DensitySamples.object("image", [("pixels", [[0, 1], [1]])]),
      at: [.name("pixels"), .index(1)])
    refuses(
      DensitySamples.object("image", [("pixels", [[1, 1]])]), at: [.name("dense")])
    refuses(
      DensitySamples.object("image", [("pixels", [[0, 0]]), ("dense", "light")]),
      at: [.name("dense")])
    let good = drawing(["12"])
    let scale = SettingError.PathElement.name("scale")
    refuses(DensitySamples.transform(good, scale: 0), at: [scale])
    refuses(DensitySamples.transform(good, scale: [1, 0]), at: [scale])
    let turned = DensitySamples.transform(good, rotate: 30)
    refuses(DensitySamples.transform(turned, scale: [1, 2]), at: [scale])
    refuses(
      DensitySamples.transform(DensitySamples.object("laplace"), scale: [1, 2]), at: [scale])
    refuses(DensitySamples.transform(drawing([" "])), at: [.name("data"), rows])
    let wrong = DensitySamples.part(1, "drawing", [("rows", ["x"])])
    refuses(
      DensitySamples.object("mixture", [("parts", [DensitySamples.part(1, "banana"), wrong])]),
      at: [.name("parts"), .index(1), rows, .index(0)])
  }

  @Test func `pictures in Float are the exact law, near, far and within blank ground`() throws {
    // Grey noise with a blank frame and a hole, at noise from a hundredth of a pixel to ten widths.
    var random = RandomSource(NoiseStream(seed: 5, stream: 5))
    let rows = (0..<24).map { row in
      (0..<32).map { column -> SettingValue in
        let isBlank = min(row, column) < 2 || (abs(row - 12) < 6 && abs(column - 16) < 8)
        return .number(isBlank ? 1 : random.uniform())
      }
    }
    let picture = try Self.make("image", [("pixels", .list(rows.map { .list($0) }))])
    for sigma in [0.002, 0.02, 0.15, 1, 60] {
      let law = picture.law(at: .additive(sigma: sigma))
      let places = [-40, -3.05, -2, -0.7, -0.1, 0.03, 1.5, 2.99, 3.2, 7]
      let cloud = Cloud(
        x: places.flatMap { x in places.map { _ in Float(x) } },
        y: places.flatMap { _ in places.map { Float($0 * 0.8) } })
      let scores = law.scores(at: cloud)
      var logs = [Float](repeating: 0, count: cloud.count)
      cloud.x.withUnsafeBufferPointer { x in
        cloud.y.withUnsafeBufferPointer { y in
          logs.withUnsafeMutableBufferPointer { law.logDensities(x: x, y: y, into: $0) }
        }
      }
      for index in 0..<cloud.count {
        let value = law.evaluate(at: cloud[index])
        // The results are Floats, of sums that cancel to 1e-9 of their terms at worst.
        let rounding = 0x1p-23 + 1e-9
        #expect(
          abs(Double(logs[index]) - value.logDensity) < rounding * (1 + abs(value.logDensity)),
          "\(sigma) \(cloud[index])")
        #expect(
          (scores[index] - value.score).length < rounding * (value.score.length + 1 / sigma),
          "\(sigma) \(cloud[index]): \(scores[index]) \(value.score)")
      }
    }
  }
}
