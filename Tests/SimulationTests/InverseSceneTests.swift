import DiffusionCore
import Simulation
import Testing

/// The `observation` of a scene: what may go together, what is drawn, and who needs it.
@Suite struct InverseSceneTests {
  private static let two = """
    "data": {"type": "gmm", "components": [
      {"weight": 0.2, "mean": [-3, -3], "sigma": 1}, {"weight": 0.8, "mean": [3, 3], "sigma": 1}]}
    """

  private func scene(_ members: String, data: String = two) throws -> Scene {
    try SceneFile.read(Array("{\(data), \(members), \"score\": \"exact\"}".utf8), path: "y.json")
  }

  private func observation(_ members: String) throws -> Observation {
    try #require(try scene("\"observation\": {\(members), \"noise\": 0.5}").observation)
  }

  @Test func `a measurement without a value is drawn from the data by the seed`() throws {
    let drawn = try observation("\"matrix\": [[1, 0], [0, 1]]")
    #expect(drawn.measurements.count == 1 && drawn.value == drawn.measurements[0])
    #expect(drawn == (try observation("\"matrix\": [[1, 0], [0, 1]]")))
    // y is a datum and noise: within five deviations √(1 + 0.25) of a mode.
    let nearest = [-3.0, 3].map { mode in drawn.value.map { abs($0 - mode) }.max() ?? 0 }.min()
    #expect((nearest ?? 9) < 5 * 1.25.squareRoot())
  }

  @Test func `many measurements share an unknown and have the moments of C(φ) x + v`() throws {
    let gain = try observation(
      "\"matrix\": [[1, 1]], \"unknown\": \"gain\", \"truth\": 2, \"count\": 1000")
    #expect(gain.matrix == [Vector(2, 2)] && gain.unknown == .gain(of: [Vector(1, 1)]))
    let values = gain.measurements.map { $0[0] }
    let mean = values.reduce(0, +) / 1000
    // E y = 2 (1, 1)·(1.8, 1.8); Var y = 4 (1, 1)ᵀ S (1, 1) + 0.25 with S = I + 5.76 J.
    let variance = 4 * (2 + 4 * 5.76) + 0.25
    #expect(abs(mean - 7.2) < 4.9 * (variance / 1000).squareRoot())
    let angle = try observation("\"unknown\": \"angle\", \"truth\": 0.5, \"count\": 7")
    #expect(angle.measurements.count == 7 && angle.unknown == .angle)
  }

  @Test(arguments: [
    ("\"value\": [1]", "matrix"), ("\"matrix\": [[1, 0]], \"value\": [1, 2]", "value"),
    ("\"matrix\": [[0, 0]], \"value\": [1]", "matrix"),
    ("\"matrix\": [[1, 0]], \"count\": 3", "count"),
    ("\"matrix\": [[1, 0]], \"value\": [1], \"truth\": 3", "truth"),
    ("\"matrix\": [[1, 0]], \"value\": [1], \"unknown\": \"gain\"", "value"),
    ("\"matrix\": [[1, 0]], \"unknown\": \"angle\"", "matrix"), ("\"unknown\": \"gain\"", "matrix"),
  ])
  func `settings that do not go together are refused by name`(members: String, name: String) {
    #expect {
      _ = try observation(members)
    } throws: { "\($0)".contains(name) }
  }

  @Test func `an inverse method says what its scene lacks`() throws {
    let measured = "\"observation\": {\"matrix\": [[1, 0]], \"value\": [1], \"noise\": 0.5}"
    func complaint(_ method: String, _ members: String, data: String = Self.two) throws -> String {
      let scene = try scene(members, data: data)
      do { _ = try scene.course(of: MethodChoice(name: method)) } catch { return "\(error)" }
      return ""
    }
    let inverse = samplerCatalog.filter { $0.card.family == .inverse }.map { $0.card.name }
    for method in inverse {
      #expect(try complaint(method, "\"seed\": 1").contains("no observation"))
      let edges = try complaint(method, measured, data: "\"data\": \"checkerboard\"")
      #expect(edges.contains("no mixture of Gaussians"))
      let roll = try complaint(method, measured, data: "\"data\": \"swiss-roll\"")
      #expect(roll.isEmpty == (method != "gpnp-em"), "\(method): \(roll)")
    }
    let many = "\"observation\": {\"unknown\": \"angle\", \"count\": 900, \"noise\": 0.5}"
    #expect(try complaint("gpnp-em", many).isEmpty)
    let large = try complaint("gpnp-em", many, data: "\"data\": \"swiss-roll\"")
    #expect(large.contains("too many components"))
  }

  @Test func `every inverse method ends with finite particles and tells them from the exact law`()
    throws
  {
    let members = """
      "observation": {"matrix": [[0.7, -0.7]], "value": [0], "noise": 0.5}, "particles": 500
      """
    for name in samplerCatalog.map({ $0.card }).filter({ $0.family == .inverse }).map({ $0.name })
    where name != "gpnp-em" {
      var session = try Session(
        scene: try scene("\(members), \"method\": \"\(name)\""), steps: 61,
        parallel: Parallel(threads: 1))
      session.startMethod()
      #expect(session.frame().landmarks.map { $0.name } == ["MMSE", "MAP"])
      #expect(session.frame().lines.count == 1)
      try session.apply(.advance(61))
      #expect(session.divergedAt == nil && session.law != nil, "\(name)")
      let readings = session.readings()
      #expect(readings.count >= 3 && readings.allSatisfy { $0.value.isFinite }, "\(name)")
    }
  }
}
