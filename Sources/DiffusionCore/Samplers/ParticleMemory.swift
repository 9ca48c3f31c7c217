/// The number pairs that a method remembers of the particles of one block.
struct MemoryBlock {
  fileprivate let x: UnsafeMutableBufferPointer<Float>
  fileprivate let y: UnsafeMutableBufferPointer<Float>
  /// Particles of the whole cloud, and the block's first.
  fileprivate let stride: Int
  fileprivate let start: Int

  /// A pair of a particle, which is counted from the block's first.
  subscript(pair: Int, index: Int) -> Vector {
    get {
      let place = pair * stride + start + index
      return Vector(Double(x[place]), Double(y[place]))
    }
    nonmutating set {
      let place = pair * stride + start + index
      x[place] = Float(newValue.x)
      y[place] = Float(newValue.y)
    }
  }
}

extension Cloud {
  /// What its numbers take.
  var bytes: Int { 8 * count }

  /// As `updateBlocks`, with what a method remembers of the particles.
  ///
  /// - Parameter memory: the first pair of every particle, then the second, and so on.
  mutating func updateBlocks(
    _ parallel: Parallel, with memory: inout Cloud,
    _ body: @Sendable (ParticleBlock, MemoryBlock) -> Void
  ) {
    let count = count
    precondition(memory.count % Swift.max(1, count) == 0)
    memory.x.withUnsafeMutableBufferPointer { x in
      memory.y.withUnsafeMutableBufferPointer { y in
        nonisolated(unsafe) let (x, y) = (x, y)
        updateBlocks(parallel) { block in
          let start = block.index * NoiseStream.blockSize
          body(block, MemoryBlock(x: x, y: y, stride: count, start: start))
        }
      }
    }
  }
}

extension ParticleBlock {
  /// The particle of that index.
  subscript(index: Int) -> Vector {
    get { Vector(Double(x[index]), Double(y[index])) }
    nonmutating set {
      x[index] = Float(newValue.x)
      y[index] = Float(newValue.y)
    }
  }

  /// The normal pair of the particle of that index, once the block holds its noise.
  func noise(_ index: Int) -> Vector { Vector(Double(noiseX[index]), Double(noiseY[index])) }

  /// Writes the block's normal pairs into `noiseX`, `noiseY`.
  func drawNoise(_ source: NoiseSource) { source.fill(block: index, x: noiseX, y: noiseY) }
}
