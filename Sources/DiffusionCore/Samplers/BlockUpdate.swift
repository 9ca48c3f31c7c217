/// A block of particles and room beside it, small enough to stay in cache.
struct ParticleBlock {
  let index: Int
  let x: UnsafeMutableBufferPointer<Float>
  let y: UnsafeMutableBufferPointer<Float>
  let scoreX: UnsafeMutableBufferPointer<Float>
  let scoreY: UnsafeMutableBufferPointer<Float>
  let noiseX: UnsafeMutableBufferPointer<Float>
  let noiseY: UnsafeMutableBufferPointer<Float>

  /// Writes the score of the particles into `scoreX`, `scoreY`.
  func evaluate(_ field: any ScoreField) {
    field.scores(
      x: UnsafeBufferPointer(x), y: UnsafeBufferPointer(y), scoreX: scoreX, scoreY: scoreY)
  }

  /// x ← a x + b s + c z with the score and noise that the block holds.
  func move(position a: Double, score b: Double, noise c: Double) {
    Kernels.affineStep(
      x: x, y: y, scoreX: b == 0 ? nil : UnsafeBufferPointer(scoreX),
      scoreY: b == 0 ? nil : UnsafeBufferPointer(scoreY),
      noiseX: c == 0 ? nil : UnsafeBufferPointer(noiseX),
      noiseY: c == 0 ? nil : UnsafeBufferPointer(noiseY), a: Float(a), b: Float(b), c: Float(c))
  }
}

extension ParticleBlock {
  /// The same with the noise of a stream, drawn and used in one pass: the same bits.
  func move(position a: Double, score b: Double, noise c: Double, of stream: NoiseStream) {
    stream.step(
      block: index, x: x, y: y, scoreX: b == 0 ? nil : UnsafeBufferPointer(scoreX),
      scoreY: b == 0 ? nil : UnsafeBufferPointer(scoreY), a: Float(a), b: Float(b), c: Float(c))
  }
}

extension Cloud {
  /// Calls `body` once for each block of particles, blocks spread over threads.
  ///
  /// Blocks share nothing, so the result does not depend on the thread count.
  mutating func updateBlocks(_ parallel: Parallel, _ body: @Sendable (ParticleBlock) -> Void) {
    let size = NoiseStream.blockSize
    let total = count
    x.withUnsafeMutableBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        nonisolated(unsafe) let x = x
        nonisolated(unsafe) let y = y
        parallel.forEach(count: (total + size - 1) / size) { block in
          let range = block * size..<min(total, (block + 1) * size)
          withUnsafeTemporaryAllocation(of: Float.self, capacity: 4 * range.count) { room in
            func part(_ k: Int) -> UnsafeMutableBufferPointer<Float> {
              UnsafeMutableBufferPointer(
                rebasing: room[k * range.count..<(k + 1) * range.count])
            }
            body(
              ParticleBlock(
                index: block, x: UnsafeMutableBufferPointer(rebasing: x[range]),
                y: UnsafeMutableBufferPointer(rebasing: y[range]), scoreX: part(0),
                scoreY: part(1), noiseX: part(2), noiseY: part(3)))
          }
        }
      }
    }
  }

  /// x ← a x + b s(x) + c z for the whole cloud: the form of nearly every sampler.
  mutating func affineUpdate(
    position a: Double, score b: Double, at level: NoiseLevel, noise c: Double,
    _ context: StepContext
  ) {
    let field = b == 0 ? nil : context.score.field(at: level)
    let noise = context.noise
    updateBlocks(context.parallel) { block in
      if let field { block.evaluate(field) }
      switch noise {
      case .stream(let stream) where c != 0:
        block.move(position: a, score: b, noise: c, of: stream)
      default:
        if c != 0 { noise.fill(block: block.index, x: block.noiseX, y: block.noiseY) }
        block.move(position: a, score: b, noise: c)
      }
    }
  }

  /// Whether every coordinate is a finite number, as `isFinite` but by blocks.
  package func isFinite(_ parallel: Parallel) -> Bool {
    // Large blocks: looking at one takes a fraction of what a share of a loop costs.
    let size = 16 * NoiseStream.blockSize
    let total = count
    let blocks = (total + size - 1) / size
    var lost = [UInt32](repeating: 0, count: blocks)
    lost.withUnsafeMutableBufferPointer { lost in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
          nonisolated(unsafe) let (lost, x, y) = (lost, x, y)
          parallel.forEach(count: blocks) { block in
            var found: UInt32 = 0
            for i in block * size..<min(total, (block + 1) * size) {
              // Only of an exponent of all ones does the sum reach the sign's bit.
              found |= (x[i].bitPattern & 0x7fff_ffff) &+ 0x0080_0000
              found |= (y[i].bitPattern & 0x7fff_ffff) &+ 0x0080_0000
            }
            lost[block] = found >> 31
          }
        }
      }
    }
    return lost.allSatisfy { $0 == 0 }
  }
}
