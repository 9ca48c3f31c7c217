import DiffusionCore
import Simulation
import TestSupport
import Testing

/// What the meters and the probe read of a session.
@Suite struct MeterTests {
  private func session(
    _ name: String, steps: Int, score: ScoreKind = .exact, method: String? = nil,
    _ settings: [String: Double] = [:]
  ) throws -> Session {
    let text = try Repository.text("scenes/\(name).json")
    var scene = try SceneFile.read(Array(text.utf8), path: "\(name).json")
    scene.particles = 400
    scene.score = score
    if let method {
      let entries = settings.map { Settings.Entry(name: $0.key, value: .number($0.value)) }
      scene.programme = [MethodChoice(name: method, settings: Settings(entries))]
    }
    var session = try Session(scene: scene, parallel: Parallel(threads: 1))
    session.startMethod()
    try session.apply(.advance(steps))
    return session
  }

  private func meters(_ session: Session) throws -> MeterPicture {
    var meter = TruthMeter(scene: session.scene)
    return try #require(meter.measure(session).meters)
  }

  @Test func `a chain's step is warned of before the run diverges, on ring8 and in a valley`()
    throws
  {
    for (name, deviation) in [("ring8", 0.3), ("long-valley", nil), ("two", 1.0)] {
      let probe = try session(name, steps: 0, method: "langevin")
      let s = deviation ?? probe.scene.density.smallestDeviation
      for share in [0.5, 0.95, 1.1] {
        let run = try session(
          name, steps: 400, method: "langevin", ["tau": 2 * share * s * s])
        if share < 1 {
          let found = try #require(try meters(run).stepShare)
          #expect(abs(found - share) < 0.03, "\(name) \(share): \(found)")
          #expect(run.divergedAt == nil)
        } else {
          let early = try session(name, steps: 1, method: "langevin", ["tau": 2 * share * s * s])
          #expect(try #require(try meters(early).stepShare) >= 1, "\(name)")
          // An offset grows 1.2 times a step, 1.2⁴⁰⁰ = 5e31, as long as the curvature stays.
          let spread = run.cloud.x.reduce(0) { $0.isFinite ? max($0, abs($1)) : $0 }
          if name == "long-valley" { #expect(run.divergedAt != nil || spread > 1e20) }
        }
      }
    }
  }

  @Test func `a short reverse run has a prior gap, and chains have none`() throws {
    let reverse = try meters(try session("two", steps: 3, method: "exponential-integrator"))
    #expect(try #require(reverse.priorGap) > 0)
    let errors = try #require(reverse.errors)
    #expect(errors.score == 0 && errors.discretisation > 0)
    #expect(errors.initialisation == reverse.priorGap)
    let flow = try meters(try session("two", steps: 3, method: "ddim"))
    #expect(flow.priorGap != nil && flow.errors == nil)
    let chain = try meters(try session("two", steps: 3, method: "mala"))
    #expect(chain.priorGap == nil && chain.errors == nil && chain.stepShare == nil)
    #expect(chain.advisedAcceptance?.best == 0.574)
  }

  @Test func `another score adds its own error and doubles that of the steps`() throws {
    let exact = try meters(try session("two", steps: 3, method: "reverse-sde"))
    let other = try meters(
      try session("two", steps: 3, score: .empirical, method: "reverse-sde"))
    let (one, two) = (try #require(exact.errors), try #require(other.errors))
    #expect(two.score > 0)
    #expect(abs(two.discretisation / one.discretisation - 2) < 1e-12)
    #expect(two.total == two.initialisation + two.score + two.discretisation)
  }

  @Test func `the probe knows the posterior, and says so where there is no density`() throws {
    let session = try session("ring8", steps: 120, method: "reverse-sde")
    let point = Vector(1.2, -0.8)
    let probe = try #require(session.frame(probe: point).probe)
    let law = try #require(session.law)
    let (a, b) = (law.level.signal, law.level.noise)
    #expect(probe.absence == nil)
    // Tweedie both ways: E = (x + b² s)/a, Cov = (b²/a²)(I + b² H).
    let mean = (point + b * b * probe.exactScore) / a
    #expect(abs(mean.x - probe.denoised.x) < 1e-9 && abs(mean.y - probe.denoised.y) < 1e-9)
    let covariance = try #require(probe.posteriorCovariance)
    let hessian = law.evaluate(at: point).hessian
    #expect(abs(covariance.xx - b * b / (a * a) * (1 + b * b * hessian.xx)) < 1e-9)
    #expect(abs(covariance.xy - b * b / (a * a) * (b * b * hessian.xy)) < 1e-9)
    #expect(probe.partName == "mode" && probe.responsibilities.count == 8)
    #expect(abs(probe.responsibilities.reduce(0, +) - 1) < 1e-12)

    let points = try self.session("memorised", steps: 0)
    var scene = points.scene
    scene.density = GaussianMixture(points: [Vector(0, 1), Vector(2, 0)])
    let clean = try Session(scene: scene, parallel: Parallel(threads: 1))
    let nothing = try #require(clean.frame(probe: point).probe)
    #expect(nothing.absence != nil && nothing.logDensity.isNaN)
    #expect(nothing.posteriorCovariance == nil && nothing.responsibilities.isEmpty)
  }

  @Test func `the rule of a step size stands beside it`() throws {
    let langevin = try session("two", steps: 1, method: "langevin", ["tau": 0.25])
    #expect(langevin.frame().schedule.stepSize == "τ 0.25  x + τ s + √(2τ) z")
    let metropolis = try session("two", steps: 1, method: "metropolis", ["delta": 2])
    #expect(metropolis.frame().schedule.stepSize == "δ 2  x + δ z")
    #expect(try session("two", steps: 1, method: "reverse-sde").frame().schedule.stepSize == nil)
  }
}
