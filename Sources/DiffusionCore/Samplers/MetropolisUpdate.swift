/// How a Metropolis–Hastings step proposes w, and what its proposal adds to the acceptance.
struct MetropolisProposal: Sendable {
  /// w = `position` x + `score` s(x) + `noise` z.
  var position: Double
  var score: Double
  var noise: Double
  /// log q(x | w) − log q(w | x), without what cancels; 0 for a symmetric proposal.
  var logRatio: @Sendable (_ x: MetropolisPoint, _ w: MetropolisPoint) -> Double = { _, _ in 0 }
}

/// A place and the score there, zero where the proposal takes no score.
struct MetropolisPoint {
  var position: Vector
  var score: Vector
}

extension Cloud {
  /// One step that leaves the law at `context.to` as it is: w is accepted when
  /// log u < log p(w) − log p(x) + log q(x | w) − log q(w | x).
  ///
  /// Every particle takes its normal pair and its uniform number, accepted or not.
  ///
  /// - Returns: the share of accepted proposals.
  mutating func metropolisUpdate(
    _ proposal: MetropolisProposal, _ context: StepContext
  ) -> Double {
    let total = count
    let law = context.density.law(at: context.to)
    let field = proposal.score == 0 ? nil : context.score.field(at: context.to)
    var accepted = [Int](repeating: 0, count: NoiseStream.blocks(in: total))
    accepted.withUnsafeMutableBufferPointer { accepted in
      nonisolated(unsafe) let accepted = accepted
      updateBlocks(context.parallel) { block in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 7 * block.x.count) { room in
          let trial = MetropolisBlock(block, room)
          trial.propose(proposal, field, noise: context.noise)
          trial.weigh(law)
          accepted[block.index] = trial.choose(proposal)
        }
      }
    }
    return Double(accepted.reduce(0, +)) / Double(Swift.max(1, total))
  }
}

/// A block of particles, a proposal for each, and what decides between them.
private struct MetropolisBlock {
  private let block: ParticleBlock
  private let x, y, scoreX, scoreY: UnsafeMutableBufferPointer<Float>
  private let logHere, logThere, uniforms: UnsafeMutableBufferPointer<Float>

  init(_ block: ParticleBlock, _ room: UnsafeMutableBufferPointer<Float>) {
    let count = block.x.count
    func part(_ k: Int) -> UnsafeMutableBufferPointer<Float> {
      room.extracting(k * count..<(k + 1) * count)
    }
    self.block = block
    (x, y, scoreX, scoreY) = (part(0), part(1), part(2), part(3))
    (logHere, logThere, uniforms) = (part(4), part(5), part(6))
  }

  func propose(_ proposal: MetropolisProposal, _ field: (any ScoreField)?, noise: NoiseSource) {
    noise.fill(block: block.index, x: block.noiseX, y: block.noiseY)
    noise.fillUniforms(block: block.index, into: uniforms)
    for buffer in [block.scoreX, block.scoreY, scoreX, scoreY] { buffer.initialize(repeating: 0) }
    if let field { block.evaluate(field) }
    _ = x.initialize(from: block.x)
    _ = y.initialize(from: block.y)
    Kernels.affineStep(
      x: x, y: y, scoreX: UnsafeBufferPointer(block.scoreX),
      scoreY: UnsafeBufferPointer(block.scoreY), noiseX: UnsafeBufferPointer(block.noiseX),
      noiseY: UnsafeBufferPointer(block.noiseY), a: Float(proposal.position),
      b: Float(proposal.score), c: Float(proposal.noise))
    field?.scores(
      x: UnsafeBufferPointer(x), y: UnsafeBufferPointer(y), scoreX: scoreX, scoreY: scoreY)
  }

  func weigh(_ law: any Law) {
    law.logDensities(
      x: UnsafeBufferPointer(block.x), y: UnsafeBufferPointer(block.y), into: logHere)
    law.logDensities(x: UnsafeBufferPointer(x), y: UnsafeBufferPointer(y), into: logThere)
  }

  /// Moves the particles whose proposals are accepted; returns how many they are.
  func choose(_ proposal: MetropolisProposal) -> Int {
    var accepted = 0
    for i in x.indices {
      let here = MetropolisPoint(
        position: Vector(Double(block.x[i]), Double(block.y[i])),
        score: Vector(Double(block.scoreX[i]), Double(block.scoreY[i])))
      let there = MetropolisPoint(
        position: Vector(Double(x[i]), Double(y[i])),
        score: Vector(Double(scoreX[i]), Double(scoreY[i])))
      let logRatio =
        Double(logThere[i]) - Double(logHere[i]) + proposal.logRatio(here, there)
      let uniform = Double(uniforms[i])
      // Where there is no density at all, as far away, any proposal is better.
      let isAccepted =
        logRatio.isNaN
        ? logThere[i] >= logHere[i] : uniform <= 0 || Elementary.log(uniform) < logRatio
      guard isAccepted else { continue }
      block.x[i] = x[i]
      block.y[i] = y[i]
      accepted += 1
    }
    return accepted
  }
}
