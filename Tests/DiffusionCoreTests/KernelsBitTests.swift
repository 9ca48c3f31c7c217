import DiffusionCore
import Testing

/// Every kernel on every path against its plain twin, bit for bit.
@Suite struct KernelsBitTests {
  static let counts = [0, 1, 2, 15, 16, 17, 33, 100, 1000, 2048]

  static let paths = KernelPath.available

  @Test func `the portable path is always there and the best is one of the available`() {
    #expect(KernelPath.available.first == .portable)
    #expect(KernelPath.available.contains(.best))
  }

  @Test(arguments: paths)
  func `elementary functions`(path: KernelPath) {
    typealias Function = (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
    let cases: [(kernel: Function, twin: (Float) -> Float, range: ClosedRange<Float>)] = [
      ({ Kernels.exponential($0, into: $1, path: path) }, PlainMath.exponential, -100...100),
      ({ Kernels.logarithm($0, into: $1, path: path) }, PlainMath.logarithm, 1e-10...1000),
      (
        { Kernels.hyperbolicTangent($0, into: $1, path: path) }, PlainMath.hyperbolicTangent,
        -10...10
      ),
    ]
    for count in Self.counts {
      for (kernel, twin, range) in cases {
        let values = spread(count, over: range)
        let result = filled(count) { result in
          values.withUnsafeBufferPointer { kernel($0, result) }
        }
        #expect(bits(result) == bits(values.map(twin)))
      }
      let angles = spread(count, over: -1e4...1e4)
      var cosine = [Float](repeating: 0, count: count)
      let sine = filled(count) { sine in
        cosine.withUnsafeMutableBufferPointer { cosine in
          angles.withUnsafeBufferPointer {
            Kernels.sineAndCosine($0, sine: sine, cosine: cosine, path: path)
          }
        }
      }
      #expect(bits(sine) == bits(angles.map { PlainMath.sineAndCosine($0).sine }))
      #expect(bits(cosine) == bits(angles.map { PlainMath.sineAndCosine($0).cosine }))
    }
  }

  @Test(arguments: paths)
  func `special numbers in elementary functions`(path: KernelPath) {
    let values: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, 0.625, -0.625, 88, -88,
    ]
    let result = filled(values.count) { result in
      values.withUnsafeBufferPointer { Kernels.hyperbolicTangent($0, into: result, path: path) }
    }
    // Of a NaN only that it is one.
    let expected = values.map(PlainMath.hyperbolicTangent)
    for (value, twin) in zip(result, expected) {
      #expect(value.isNaN ? twin.isNaN : value.bitPattern == twin.bitPattern)
    }
    #expect(result[2] == 1 && result[3] == -1 && result[4].isNaN)
  }

  @Test(arguments: paths, [1, 8, 16, 5, 20])
  func `Fourier features`(path: KernelPath, width: Int) {
    let frequencies = spread(width, over: 0.5...6)
    for count in [1, 17, 33] {
      let values = spread(count, over: -5...3)
      values.withUnsafeBufferPointer { values in
        let rows = filled(count * 2 * width) {
          Kernels.fourierFeatures(of: values, frequencies: frequencies, into: $0, path: path)
        }
        let twin = filled(count * 2 * width) {
          PlainKernels.fourierFeatures(of: values, frequencies: frequencies, into: $0)
        }
        #expect(bits(rows) == bits(twin))
      }
    }
  }

  @Test(arguments: paths, counts)
  func `noise`(path: KernelPath, count: Int) {
    let stream = NoiseStream(seed: 0xDEAD_BEEF_0000_0001, stream: 0xFFFF_FFFF_FFFF_FFF0)
    for block in [0, 1, 77] {
      var y = [Float](repeating: 0, count: count)
      let x = filled(count) { x in
        y.withUnsafeMutableBufferPointer {
          stream.fillNormals(block: block, x: x, y: $0, path: path)
        }
      }
      var twinY = [Float](repeating: 0, count: count)
      let twinX = filled(count) { x in
        twinY.withUnsafeMutableBufferPointer {
          PlainNoise.fillNormals(key: stream.key(block: block, kind: .normal), x: x, y: $0)
        }
      }
      #expect(bits(x) == bits(twinX) && bits(y) == bits(twinY))
      let uniforms = filled(count) { stream.fillUniforms(block: block, into: $0, path: path) }
      let twin = filled(count) {
        PlainNoise.fillUniforms(key: stream.key(block: block, kind: .uniform), into: $0)
      }
      #expect(bits(uniforms) == bits(twin))
    }
  }

  @Test(arguments: paths, counts)
  func `steps of particles`(path: KernelPath, count: Int) {
    let stream = NoiseStream(seed: 4, stream: 9)
    let start = stream.child(1).normals(count: count)
    let score = stream.child(2).normals(count: count)
    let noise = stream.normals(count: count)
    for (hasScore, hasNoise) in [(true, true), (true, false), (false, true), (false, false)] {
      let stepped = affine(start, hasScore ? score : nil, hasNoise ? noise : nil, path: path)
      var twin = start
      twin.x.withUnsafeMutableBufferPointer { x in
        withOptional(hasScore ? score.x : nil, hasNoise ? noise.x : nil) {
          PlainKernels.affineStep(x, score: $0, noise: $1, a: 0.9, b: 0.3, c: -1.7)
        }
      }
      twin.y.withUnsafeMutableBufferPointer { y in
        withOptional(hasScore ? score.y : nil, hasNoise ? noise.y : nil) {
          PlainKernels.affineStep(y, score: $0, noise: $1, a: 0.9, b: 0.3, c: -1.7)
        }
      }
      #expect(stepped == twin)
    }
    // The fused step is the same as noise first, step after.
    for score in [nil, score] {
      var fused = start
      fused.x.withUnsafeMutableBufferPointer { x in
        fused.y.withUnsafeMutableBufferPointer { y in
          withOptional(score?.x, score?.y) {
            stream.step(
              block: 0, x: x, y: y, scoreX: $0, scoreY: $1, a: 0.9, b: 0.3, c: -1.7, path: path)
          }
        }
      }
      #expect(fused == affine(start, score, noise, path: path))
    }
  }

  @Test(arguments: paths, [true, false])
  func `mixtures`(path: KernelPath, isIsotropic: Bool) {
    for components in [1, 2, 8, 16, 17, 33, 100] {
      let mixture = randomMixture(components, isIsotropic: isIsotropic)
      #expect(mixture.isIsotropic == isIsotropic)
      // Wide, so that groups are left out for some particles and every term underflows for others.
      for (count, width) in [(1, 3), (17, 30), (100, 3), (333, 1000)] as [(Int, Float)] {
        let cloud = NoiseStream(seed: 8, stream: UInt64(count)).normals(count: count)
        let x = cloud.x.map { $0 * width }
        let y = cloud.y.map { $0 * width }
        expectSameMixture(mixture, x: x, y: y, path: path)
      }
    }
  }

  private func expectSameMixture(
    _ mixture: MixtureKernel, x: [Float], y: [Float], path: KernelPath
  ) {
    let plain = PlainMixture(mixture)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        var scoreY = [Float](repeating: 0, count: x.count)
        let scoreX = filled(x.count) { scoreX in
          scoreY.withUnsafeMutableBufferPointer {
            mixture.scores(x: x, y: y, scoreX: scoreX, scoreY: $0, path: path)
          }
        }
        var twinY = scoreY
        let twinX = filled(x.count) { scoreX in
          twinY.withUnsafeMutableBufferPointer {
            plain.scores(x: x, y: y, scoreX: scoreX, scoreY: $0)
          }
        }
        #expect(bits(scoreX) == bits(twinX) && bits(scoreY) == bits(twinY))
        let logs = filled(x.count) { mixture.logDensities(x: x, y: y, into: $0, path: path) }
        let twin = filled(x.count) { plain.logDensities(x: x, y: y, into: $0) }
        #expect(bits(logs) == bits(twin))
        var sums = [Double](repeating: 0, count: mixture.count)
        plain.addResponsibilities(x: x, y: y, to: &sums)
        let means = mixture.meanResponsibilities(x: x, y: y, path: path)
        #expect(means == sums.map { $0 / Double(x.count) })
      }
    }
  }

  static let shapes = [
    PerceptronShape(conditioning: 0, hidden: [1]),
    PerceptronShape(conditioning: 16, hidden: [32, 32, 32]),
    PerceptronShape(conditioning: 5, hidden: [17, 33], activation: .gelu),
    PerceptronShape(conditioning: 1, hidden: [100], activation: .tanh),
    PerceptronShape(conditioning: 20, hidden: [3, 7, 16, 2, 19], activation: .relu),
  ]

  @Test(arguments: paths, shapes)
  func `network`(path: KernelPath, shape: PerceptronShape) {
    let network = randomNetwork(shape)
    let embedding = NoiseStream(seed: 1, stream: 1).normals(count: shape.conditioning).x
    let twin = PlainPerceptron<Float>(shape: shape, parameters: network.parameters)
    let field = network.conditioned(on: embedding)
    for count in [1, 17, 33, 100, 130] {
      let cloud = NoiseStream(seed: 2, stream: 2).normals(count: count)
      var y = [Float](repeating: 0, count: count)
      let x = filled(count) { x in
        y.withUnsafeMutableBufferPointer { y in
          cloud.x.withUnsafeBufferPointer { cloudX in
            cloud.y.withUnsafeBufferPointer {
              field.evaluate(x: cloudX, y: $0, outX: x, outY: y, path: path)
            }
          }
        }
      }
      let expected = (0..<count).map {
        twin.output(x: cloud.x[$0], y: cloud.y[$0], embedding: embedding)
      }
      #expect(bits(x) == bits(expected.map(\.0)) && bits(y) == bits(expected.map(\.1)))
    }
  }

  @Test(arguments: paths, shapes)
  func `gradient, for any number of threads`(path: KernelPath, shape: PerceptronShape) {
    let network = randomNetwork(shape)
    let twin = PlainPerceptron<Float>(shape: shape, parameters: network.parameters)
    for count in [1, 17, 100, 2 * MultilayerPerceptron.shardSize + 33] {
      let batch = PlainBatch(
        count: count, conditioning: shape.conditioning, stream: NoiseStream(seed: 6, stream: 1))
      let start = NoiseStream(seed: 6, stream: 2).normals(count: network.parameterCount).x
      let expected = twin.gradient(of: batch, addedTo: start)
      for threads in [1, 2, 3] {
        var gradient = start
        let loss = batch.accumulate(
          network, &gradient, parallel: Parallel(threads: threads), path: path)
        #expect(loss == expected.loss)
        #expect(bits(gradient) == bits(expected.gradient))
      }
    }
  }

  @Test(arguments: paths, [1, 17, 1000])
  func `optimiser`(path: KernelPath, count: Int) {
    let stream = NoiseStream(seed: 12, stream: 1)
    var parameters = stream.child(0).normals(count: count).x
    var average = parameters
    var adam = Adam(parameterCount: count)
    var twin = PlainAdam(parameterCount: count)
    var twinParameters = parameters
    var twinAverage = parameters
    for step in 0..<30 {
      let gradient = stream.child(UInt64(step + 1)).normals(count: count).x
      adam.step(
        parameters: &parameters, average: &average, gradient: gradient, learningRate: 1e-2,
        decay: 0.5, path: path)
      twin.step(
        parameters: &twinParameters, average: &twinAverage, gradient: gradient,
        learningRate: 1e-2, decay: 0.5)
      #expect(bits(parameters) == bits(twinParameters))
      #expect(bits(average) == bits(twinAverage))
    }
  }
}
