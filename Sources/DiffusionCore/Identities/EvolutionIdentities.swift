/// How noised laws change in time: the equations that forward, reverse and deterministic processes
/// solve, each by derivatives of the exact law.
enum EvolutionIdentities {
  static let all = [fokkerPlanck, continuity, reverse, integrator, grid]

  private static let step = 0.002
  private static let reason =
    "sixth-order differences in time: truncation below 1e-10, rounding over h 1e-12"

  /// A noised law and its rates at one time: dX = −F X dt + g dB.
  private struct Moment {
    let place: String
    /// ∂ log p/∂t, by differences.
    let change: Double
    let x: Vector
    let value: LawValue
    /// F and g².
    let drift: Double
    let diffusion: Double
    /// The rates of the probability flow over the clock's rate.
    let flow: FlowStep.Rates

    /// div(x p)/p and Δp/p.
    var spreading: Double { 2 + x.dot(value.score) }
    var smoothing: Double { value.hessian.trace + value.score.dot(value.score) }
  }

  /// Every process, density and probe.
  private static func moments() -> [Moment] {
    ProcessIdentities.processes.flatMap { process, time, _ in
      ProcessIdentities.densities.flatMap { label, density in
        moments(of: density, label, process, at: time)
      }
    }
  }

  private static func moments(
    of density: any Density, _ label: String, _ process: any DiffusionProcess, at time: Double
  ) -> [Moment] {
    func passed(_ t: Double) -> ProcessInterval {
      process.interval(from: process.level(at: t), to: process.level(at: 0.5 * time))
    }
    func rate(_ integral: (ProcessInterval) -> Double) -> Double {
      Differences.slope(at: time, step: step) { integral(passed($0)) }
    }
    let clock = rate { $0.flow.increment }
    let (drift, diffusion) = (rate { $0.drift }, rate { $0.diffusion })
    let rates = passed(time).flow.from
    let item = IdentityCase(label, density, at: process.level(at: time))
    return item.probes.map { x in
      Moment(
        place: "\(label), \(ProcessIdentities.name(process))",
        change: Differences.slope(at: time, step: step) {
          density.law(at: process.level(at: $0)).evaluate(at: x).logDensity
        },
        x: x, value: item.law.evaluate(at: x), drift: drift, diffusion: diffusion,
        flow: .init(drift: clock * rates.drift, score: clock * rates.score))
    }
  }

  static let fokkerPlanck = Identity(
    IdentityCard(
      "fokker-planck", .process, "∂p/∂t = div(F x p) + ½ g² Δp",
      program: "drift and diffusion of each process", independent: "difference of laws in time",
      mistake: "g² for ½ g²", tolerance: 1e-7, reason: reason, source: "methods.md §3, §12"),
    of: 0.5, mistaken: 1
  ) { factor in
    var result = Agreement()
    for moment in moments() {
      let rate = moment.drift * moment.spreading + factor * moment.diffusion * moment.smoothing
      result.compare(rate, moment.change, at: moment.place)
    }
    return result
  }

  static let continuity = Identity(
    IdentityCard(
      "probability-flow", .process, "∂p/∂t = −div(p v),  v = −F x − ½ g² s",
      program: "rates of the flow's steps", independent: "difference of laws in time",
      mistake: "v with the whole of g² s, the SDE's drift", tolerance: 1e-7, reason: reason,
      source: "methods.md §5; Song et al. 2021"),
    of: 1.0, mistaken: 2
  ) { factor in
    var result = Agreement()
    for moment in moments() {
      let rate =
        moment.flow.drift * moment.spreading + factor * moment.flow.score * moment.smoothing
      result.compare(rate, moment.change, at: moment.place)
    }
    return result
  }

  static let reverse = Identity(
    IdentityCard(
      "reverse-sde", .process, "drift F y + ½(1+λ²)g² s, noise λg: p_t",
      program: "its Fokker–Planck equation, λ = 0, ½, 1, 2",
      independent: "difference of laws in time, backwards",
      mistake: "drift F Y + ½ g² s with noise λ g", tolerance: 1e-7, reason: reason,
      source: "methods.md §4 (E34, E40); Anderson 1982"),
    of: { 0.5 * (1 + $0 * $0) } as @Sendable (Double) -> Double,
    mistaken: { _ in 0.5 } as @Sendable (Double) -> Double
  ) { share in
    var result = Agreement()
    for moment in moments() {
      for lambda in [0, 0.5, 1, 2] {
        // −div(b p)/p + ½ λ² g² Δp/p for b = F x + c g² s, with div(s p) = Δp.
        let outward =
          moment.drift * moment.spreading
          + share(lambda) * moment.diffusion * moment.smoothing
        let rate = 0.5 * lambda * lambda * moment.diffusion * moment.smoothing - outward
        result.compare(rate, -moment.change, at: "\(moment.place), λ = \(lambda)")
      }
    }
    return result
  }

  static let integrator = Identity(
    IdentityCard(
      "exponential-step", .process, "∫ (a_s/a_t) g² dt, ∫ (a_s/a_t)² g² dt",
      program: "coefficients of a step, in closed form", independent: "quadrature in time",
      mistake: "∫ g² dt, the Euler step's", tolerance: 1e-8,
      reason: "rates by sixth-order differences under the integral, 1e-10",
      source: "methods.md §4 (S3)"),
    of: { ($0.exponentialScore, $0.exponentialVariance) }
      as @Sendable (ProcessInterval) -> (Double, Double),
    mistaken: { ($0.diffusion, $0.diffusion) } as @Sendable (ProcessInterval) -> (Double, Double)
  ) { coefficients in
    var result = Agreement()
    for (process, early, late) in ProcessIdentities.processes {
      let to = process.level(at: early)
      let interval = process.interval(from: process.level(at: late), to: to)
      var sums = (0.0, 0.0)
      for (node, weight) in GaussLegendre.onUnitInterval(panels: 4) {
        let time = early + node * (late - early)
        let rate = Differences.slope(at: time, step: step) {
          process.interval(from: process.level(at: $0), to: process.level(at: 0.5 * early))
            .diffusion
        }
        let ratio = to.signal / process.level(at: time).signal
        let share = weight * (late - early) * rate
        sums.0 += share * ratio
        sums.1 += share * ratio * ratio
      }
      let found = coefficients(interval)
      let name = ProcessIdentities.name(process)
      result.compare(found.0, sums.0, at: "\(name), score")
      result.compare(found.1, sums.1, at: "\(name), variance")
    }
    return result
  }

  static let grid = Identity(
    IdentityCard(
      "grid-at-rest", .process, "p ∝ e⁻ᶠ on a grid stays, with mass 1",
      program: "explicit and implicit steps on 24² cells", independent: "the masses before",
      mistake: "drift at the faces for differences of log p", tolerance: 1e-11,
      reason: "fluxes cancel to rounding", source: "methods.md §12; Scharfetter & Gummel 1969"),
    of: { law, grid in FokkerPlanckOperator(grid, potential: grid.logDensities(of: law)) }
      as @Sendable (any Law, PlaneGrid) -> FokkerPlanckOperator,
    mistaken: { FokkerPlanckOperator($1, linear: 0, score: 1, of: $0) }
      as @Sendable (any Law, PlaneGrid) -> FokkerPlanckOperator
  ) { make in
    let law = IdentityCase.mixture.law(at: .additive(sigma: 0.4))
    let grid = PlaneGrid(
      Extent(xMin: -4.5, xMax: 4.5, yMin: -5, yMax: 4.5), columns: 24, rows: 24)
    let operation = make(law, grid)
    let rest = GridDensity(law, on: grid).normalised
    var result = Agreement()
    for scheme in [FokkerPlanckOperator.Scheme.explicit, .implicit] {
      var moved = rest
      operation.advance(&moved, by: 0.05, scheme)
      result.compare(moved.distance(to: rest), 0, at: "\(scheme) step")
      result.compare(moved.total, 1, at: "\(scheme) step, mass")
    }
    return result
  }
}
