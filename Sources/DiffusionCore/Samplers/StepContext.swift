/// What a sampler may know of the scene when it chooses its defaults.
public struct MethodScene: Sendable {
  public var process: any DiffusionProcess
  /// s_min of methods.md §0, which sets default step sizes.
  public var smallestDeviation: Double
  /// The schedule's levels from most noise to least.
  public var levels: [NoiseLevel]
  /// The data.
  public var density: any Density
  /// What the scene shows at least: where chains may start.
  public var bounds: Extent
  /// The measurement of the scene, for inverse problems.
  public var observation: Observation?

  public init(
    process: any DiffusionProcess, smallestDeviation: Double, levels: [NoiseLevel],
    density: any Density, bounds: Extent? = nil, observation: Observation? = nil
  ) {
    self.process = process
    self.smallestDeviation = smallestDeviation
    self.levels = levels
    self.density = density
    self.bounds = bounds ?? density.extent
    self.observation = observation
  }
}

/// What a step needs: the two levels, the score, its noise, and threads to spread blocks over.
public struct StepContext: Sendable {
  public var from: NoiseLevel
  public var to: NoiseLevel
  public var process: any DiffusionProcess
  /// The data, for methods that need more of them than a score.
  public var density: any Density
  public var score: any ScoreModel
  public var noise: NoiseSource
  public var parallel: Parallel

  public init(
    from: NoiseLevel, to: NoiseLevel, process: any DiffusionProcess, density: any Density,
    score: any ScoreModel, noise: NoiseSource, parallel: Parallel
  ) {
    self.from = from
    self.to = to
    self.process = process
    self.density = density
    self.score = score
    self.noise = noise
    self.parallel = parallel
  }
}

/// Where a step's noise comes from: an address, or numbers given from outside.
public enum NoiseSource: Sendable {
  case stream(NoiseStream)
  /// A normal pair a particle, and a uniform number each for methods that take one.
  case given(Cloud, uniforms: [Float] = [])
  /// Sums of the normal numbers of streams; uniform numbers are those of `own`.
  case sum([WeightedStream], own: NoiseStream)

  /// The normal pairs of the particles of one block.
  func fill(
    block: Int, x: UnsafeMutableBufferPointer<Float>, y: UnsafeMutableBufferPointer<Float>
  ) {
    switch self {
    case .stream(let stream): stream.fillNormals(block: block, x: x, y: y)
    case .given(let cloud, _):
      let start = block * NoiseStream.blockSize
      for i in x.indices {
        x[i] = cloud.x[start + i]
        y[i] = cloud.y[start + i]
      }
    case .sum(let parts, _): Self.fill(block: block, with: parts, x: x, y: y)
    }
  }

  private static func fill(
    block: Int, with parts: [WeightedStream], x: UnsafeMutableBufferPointer<Float>,
    y: UnsafeMutableBufferPointer<Float>
  ) {
    let count = x.count
    x.update(repeating: 0)
    y.update(repeating: 0)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { room in
      let ownX = UnsafeMutableBufferPointer(rebasing: room[..<count])
      let ownY = UnsafeMutableBufferPointer(rebasing: room[count...])
      for part in parts {
        part.stream.fillNormals(block: block, x: ownX, y: ownY)
        Kernels.affineStep(
          x: x, y: y, scoreX: nil, scoreY: nil, noiseX: UnsafeBufferPointer(ownX),
          noiseY: UnsafeBufferPointer(ownY), a: 1, b: 0, c: Float(part.weight))
      }
    }
  }

  /// The uniform numbers of the particles of one block.
  ///
  /// - Precondition: given numbers have a uniform one for every particle.
  func fillUniforms(block: Int, into values: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .stream(let stream): stream.fillUniforms(block: block, into: values)
    case .given(_, let uniforms):
      let start = block * NoiseStream.blockSize
      for i in values.indices { values[i] = uniforms[start + i] }
    case .sum(_, let own): own.fillUniforms(block: block, into: values)
    }
  }
}

/// What a step tells the panels.
public struct StepReport: Equatable, Sendable {
  /// Evaluations of the score a particle.
  public var scoreEvaluations: Int
  /// The share of proposals that were accepted, for methods that may refuse one.
  public var acceptance: Double?

  public init(scoreEvaluations: Int, acceptance: Double? = nil) {
    self.scoreEvaluations = scoreEvaluations
    self.acceptance = acceptance
  }
}

/// A number that a method reports of its cloud, beside the exact one.
public struct Reading: Equatable, Sendable {
  /// A few words or a symbol, "KL(q_T ‖ N)".
  public var name: String
  public var value: Double
  /// What it should be; nil where there is nothing to compare with.
  public var exact: Double?

  public init(_ name: String, _ value: Double, exact: Double? = nil) {
    self.name = name
    self.value = value
    self.exact = exact
  }
}

/// A point of the plane that a method marks, "MAP".
public struct Landmark: Equatable, Sendable {
  public var name: String
  public var point: Vector

  public init(_ name: String, _ point: Vector) {
    self.name = name
    self.point = point
  }
}
