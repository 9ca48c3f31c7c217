internal import DiffusionKernels

/// Random numbers of a stream, block by block.
///
/// Each (seed, stream, block, kind) is hashed into sixteen states of xoshiro128++ (Blackman and
/// Vigna 2021); particle i of a block takes lane i mod 16. So particle i has the same numbers
/// whatever count is asked for, and any thread may make any block.
extension NoiseStream {
  /// Two independent standard normal numbers for each of the first particles of a block.
  ///
  /// Box–Muller with 32-bit radius and angle: the tails reach 6.66 deviations.
  ///
  /// - Precondition: `x` and `y` are equally long, at most `blockSize`; `block` ≥ 0.
  public func fillNormals(
    block: Int, x: UnsafeMutableBufferPointer<Float>, y: UnsafeMutableBufferPointer<Float>,
    path: KernelPath = .best
  ) {
    precondition(x.count == y.count && x.count <= Self.blockSize && block >= 0)
    let key = key(block: block, kind: .normal)
    path.kernels.fill_normals(key.0, key.1, x.count, x.base, y.base)
  }

  /// x ← a x + b s + c z in both coordinates, in place, with the normal numbers z of a block and
  /// with or without a score s: the same bits as `fillNormals` and then `Kernels.affineStep`, in
  /// one pass.
  ///
  /// - Precondition: as for `fillNormals`; the scores are as long as `x`, given for both or none.
  public func step(
    block: Int, x: UnsafeMutableBufferPointer<Float>, y: UnsafeMutableBufferPointer<Float>,
    scoreX: UnsafeBufferPointer<Float>? = nil, scoreY: UnsafeBufferPointer<Float>? = nil,
    a: Float, b: Float = 0, c: Float, path: KernelPath = .best
  ) {
    precondition(x.count == y.count && x.count <= Self.blockSize && block >= 0)
    precondition(scoreX?.count ?? x.count == x.count && scoreY?.count ?? x.count == x.count)
    precondition((scoreX == nil) == (scoreY == nil))
    let key = key(block: block, kind: .normal)
    path.kernels.noise_step(
      key.0, key.1, x.count, x.base, y.base, scoreX?.base, scoreY?.base, a, b, c)
  }

  /// One uniform number in [0, 1), a multiple of 2⁻²⁴, for each of the first particles of a block;
  /// independent of the normal numbers of the same stream.
  ///
  /// - Precondition: `values` holds at most `blockSize` elements; `block` ≥ 0.
  public func fillUniforms(
    block: Int, into values: UnsafeMutableBufferPointer<Float>, path: KernelPath = .best
  ) {
    precondition(values.count <= Self.blockSize && block >= 0)
    let key = key(block: block, kind: .uniform)
    path.kernels.fill_uniforms(key.0, key.1, values.count, values.base)
  }

  /// A cloud of `count` independent draws from N(0, I), block after block.
  public func normals(count: Int, path: KernelPath = .best) -> Cloud {
    var cloud = Cloud(count: count)
    cloud.x.withUnsafeMutableBufferPointer { x in
      cloud.y.withUnsafeMutableBufferPointer { y in
        for block in 0..<Self.blocks(in: count) {
          let range = Self.range(ofBlock: block, count: count)
          fillNormals(block: block, x: x.extracting(range), y: y.extracting(range), path: path)
        }
      }
    }
    return cloud
  }

  /// `count` independent uniform numbers in [0, 1), block after block.
  public func uniforms(count: Int, path: KernelPath = .best) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { values in
      for block in 0..<Self.blocks(in: count) {
        let range = Self.range(ofBlock: block, count: count)
        fillUniforms(block: block, into: values.extracting(range), path: path)
      }
    }
    return values
  }

  /// The number of blocks that hold `count` particles.
  public static func blocks(in count: Int) -> Int { (count + blockSize - 1) / blockSize }

  /// The particles of a block of a cloud of `count`.
  public static func range(ofBlock block: Int, count: Int) -> Range<Int> {
    block * blockSize..<min((block + 1) * blockSize, count)
  }

  /// What a sequence is drawn for: sequences of different kinds are independent.
  package enum Kind: UInt64 {
    case normal, uniform, scalar
  }

  /// 128 bits that stand for one sequence: a hash of seed, stream, block and kind.
  package func key(block: Int, kind: Kind) -> (UInt64, UInt64) {
    let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
    let a = Self.mix(seed &+ golden)
    let b = Self.mix(a ^ stream)
    let first = Self.mix(b &+ golden &* (4 &* UInt64(block) &+ kind.rawValue &+ 1))
    return (first, Self.mix(first ^ Self.mix(a &+ stream &* golden)))
  }
}
