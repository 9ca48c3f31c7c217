extension Cloud {
  /// As `updateBlocks`, with a value that a method remembers for each particle.
  ///
  /// - Parameters:
  ///   - memory: as many values as there are particles; written in place.
  ///   - body: is given the block and the values of its particles.
  mutating func updateBlocks<Value: Sendable>(
    _ parallel: Parallel, with memory: inout [Value],
    _ body: @Sendable (ParticleBlock, UnsafeMutableBufferPointer<Value>) -> Void
  ) {
    precondition(memory.count == count)
    memory.withUnsafeMutableBufferPointer { memory in
      nonisolated(unsafe) let memory = memory
      updateBlocks(parallel) { block in
        let start = block.index * NoiseStream.blockSize
        body(block, memory.extracting(start..<start + block.x.count))
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
