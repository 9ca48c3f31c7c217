/// Langevin on a bounded domain: steps in mirror coordinates, in which the domain has no edge.
public struct MirrorLangevin: Sampler {
  public static let card = MethodCard(
    name: "mirror-langevin",
    title: "mirror Langevin",
    detail: "dual ULA",
    idea: "A domain with walls is mapped onto the whole plane, Langevin runs there without ever "
      + "meeting a wall, and its particles are mapped back.",
    family: .langevin,
    rule: [
      "target ∝ e^{−f(x)} on a domain,  y = ∇ψ(x)",
      "y ← y − τ ∇W(y) + √(2τ) z,  x = ∇ψ*(y)",
      "W(y) = f(x(y)) − log|det J(y)|",
      "quadrant: yᵢ = log xᵢ",
      "simplex: yᵢ = log(xᵢ/x₃)",
      "ball: y = x/√(1 − |x|²)",
    ],
    symbols: [
      .init("f", "−log p, the energy of the target"),
      .init("x", "the particle in the domain"),
      .init("y", "the particle in the plane without walls"),
      .init("ψ", "a convex function whose gradient is the map out of the domain"),
      .init("W", "−log of the density in the plane without walls"),
      .init("ψ*", "its conjugate, whose gradient is the way back"),
      .init("J", "the derivative of x by y: how the way back stretches area"),
      .init("xᵢ", "coordinate i of x"),
      .init("yᵢ", "coordinate i of y"),
      .init("x₃", "1 − x₁ − x₂"),
    ],
    source: "lecture notes S2 (mirrored Langevin; Hsieh et al. 2018); methods.md §7",
    law: "the target within O(τ), always inside the domain",
    failure:
      "too wide by O(τ): Dirichlet(2, 3, 4) has variance 0.0181 for 0.0173 at τ = 0.05; "
      + "the primal form diverges on the quadrant, for its noise e^{−y/2} has no bound",
    needs: [.mirror],
    defaultLevels: 500,
    scoreEvaluations: 0)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive, default: "0.05",
      "step size τ", stepOf: "y − τ ∇W + √(2τ) z"),
    Knob<Self>(
      "form", \.form, in: NumberRange(0, 1), default: "0",
      "0: dual, as above; 1: primal, y − τ ∇f(x) + √(2τ) (∇²ψ(x))^½ z", isCount: true),
  ]

  public var tau = 0.05
  public var form = 0.0
  /// y of every particle.
  private var memory = Cloud(count: 0)
  public var memoryBytes: Int { memory.bytes }
  private let mirror: any MirrorEnergy

  /// - Precondition: the scene was checked against `MethodNeed.mirror`.
  public init(for scene: MethodScene) {
    guard let density = scene.density as? any MirrorDensity else {
      preconditionFailure("the need of a mirror map was not checked")
    }
    mirror = density.mirror
  }

  /// The clean law: an edge needs no noise to be stepped away from.
  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels.map { _ in .clean } }

  /// Points with normal mirror coordinates: inside the domain, and not where it is likely.
  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    var cloud = stream.normals(count: count)
    for index in 0..<count { cloud[index] = mirror.primal(cloud[index]) }
    return cloud
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    move(&cloud, context, mirror)
    return StepReport(scoreEvaluations: 0)
  }

  private mutating func move<Mirror: MirrorEnergy>(
    _ cloud: inout Cloud, _ context: StepContext, _ mirror: Mirror
  ) {
    if memory.count != cloud.count {
      memory = cloud
      for index in 0..<cloud.count { memory[index] = mirror.dual(cloud[index]) }
    }
    let (tau, isPrimal) = (tau, form >= 0.5)
    let spread = (2 * tau).squareRoot()
    cloud.updateBlocks(context.parallel, with: &memory) { block, memory in
      block.drawNoise(context.noise)
      for i in block.x.indices {
        let (y, noise) = (memory[0, i], block.noise(i))
        let next: Vector
        if isPrimal {
          let x = mirror.primal(y)
          let root = mirror.mirrorHessian(at: x).squareRoot
          next = y - tau * mirror.gradient(at: x) + spread * (root * noise)
        } else {
          next = y - tau * mirror.dualGradient(at: y) + spread * noise
        }
        memory[0, i] = next
        block[i] = mirror.primal(next)
      }
    }
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let (run, exact) = (Moments(cloud), context.density)
    let variances = (run.covariance, exact.covariance)
    return [
      Reading("E[x₁]", run.mean.x, exact: exact.mean.x),
      Reading("E[x₂]", run.mean.y, exact: exact.mean.y),
      Reading("Var[x₁]", variances.0.xx, exact: variances.1.xx),
      Reading("Var[x₂]", variances.0.yy, exact: variances.1.yy),
      Reading("Var[x₁]/exact", variances.0.xx / variances.1.xx, exact: 1),
      Reading("Var[x₂]/exact", variances.0.yy / variances.1.yy, exact: 1),
    ]
  }
}
