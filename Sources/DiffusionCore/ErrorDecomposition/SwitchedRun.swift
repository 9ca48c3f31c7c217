/// A reverse run by the exponential integrator in short substeps, each of its errors on or off.
struct SwitchedRun: Sendable {
  /// Whether it starts from the prior; from the exact law otherwise.
  var hasStart: Bool
  /// Whether it takes the scene's score; the exact one otherwise.
  var hasScore: Bool
  /// Whether the score is held over the whole of a step; asked for anew at each substep otherwise.
  var hasSteps: Bool
  /// The score that is held.
  private var held = Cloud(count: 0)
  var bytes: Int { held.bytes }

  init(start: Bool, score: Bool, steps: Bool) {
    (hasStart, hasScore, hasSteps) = (start, score, steps)
  }

  /// y ← e^Λ y + e s + √v z over a substep: over a whole step with the score held this is the
  /// integrator's own step.
  mutating func advance(
    _ cloud: inout Cloud, isStart: Bool, exact: any Law, _ context: StepContext
  ) {
    if !hasSteps || isStart || held.count != cloud.count {
      let field: any ScoreField = hasScore ? context.score.field(at: context.from) : exact
      held = cloud.scores(of: field, context.parallel)
    }
    let interval = context.process.interval(from: context.from, to: context.to)
    let (held, noise) = (held, context.noise)
    cloud.updateBlocks(context.parallel) { block in
      noise.fill(block: block.index, x: block.noiseX, y: block.noiseY)
      let start = block.index * NoiseStream.blockSize
      for index in block.x.indices {
        block.scoreX[index] = held.x[start + index]
        block.scoreY[index] = held.y[start + index]
      }
      block.move(
        position: interval.growth, score: interval.exponentialScore,
        noise: interval.exponentialVariance.squareRoot())
    }
  }
}

extension Cloud {
  /// The score at every particle, blocks spread over threads.
  func scores(of field: any ScoreField, _ parallel: Parallel) -> Cloud {
    var result = self
    result.updateBlocks(parallel) { block in
      block.evaluate(field)
      _ = block.x.update(from: block.scoreX)
      _ = block.y.update(from: block.scoreY)
    }
    return result
  }
}
