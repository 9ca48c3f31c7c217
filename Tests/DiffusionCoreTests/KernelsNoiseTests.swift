import DiffusionCore
import RealModule
import Testing

/// Quality of the random numbers, with fixed seeds.
///
/// A z score above 5 has a chance of 6e-7, a Kolmogorov–Smirnov distance above 2.7 / √n one of 9e-7.
@Suite struct KernelsNoiseTests {
  static let limit = 5.0

  /// z scores of the first four moments of what should be standard normal.
  private func momentScores(_ values: [Float]) -> [Double] {
    var sums = [0.0, 0.0, 0.0, 0.0]
    for value in values {
      let x = Double(value)
      for (power, term) in [x, x * x, x * x * x, x * x * x * x].enumerated() {
        sums[power] += term
      }
    }
    let n = Double(values.count)
    // E and Var of x, x², x³, x⁴: 0, 1, 0, 3 and 1, 2, 15, 96.
    return zip(sums, zip([0.0, 1, 0, 3], [1.0, 2, 15, 96])).map { sum, moment in
      (sum / n - moment.0) / (moment.1 / n).squareRoot()
    }
  }

  /// √n times the greatest distance from the normal distribution function.
  private func distance(_ values: [Float]) -> Double {
    let n = Double(values.count)
    var worst = 0.0
    for (index, value) in values.sorted().enumerated() {
      let p = 0.5 * Double.erfc(-Double(value) / 2.0.squareRoot())
      worst = max(worst, abs(p - Double(index) / n), abs(Double(index + 1) / n - p))
    }
    return worst * n.squareRoot()
  }

  /// The z score of the correlation of two sequences of unit variance.
  private func correlationScore(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Double
  {
    let pairs = zip(a, b)
    return pairs.reduce(0) { $0 + Double($1.0) * Double($1.1) }
      / Double(min(a.count, b.count)).squareRoot()
  }

  /// (x² − 1) / √2: what correlates where radii do.
  private func squares(_ values: [Float]) -> [Float] {
    values.map { ($0 * $0 - 1) * Float(0.5.squareRoot()) }
  }

  @Test(arguments: [0, 1, 0xFFFF_FFFF_FFFF_FFFF] as [UInt64])
  func `normals have the moments and the distribution of N(0, 1)`(seed: UInt64) {
    let cloud = NoiseStream(seed: seed, stream: 3).normals(count: 1_000_000)
    for values in [cloud.x, cloud.y] {
      #expect(momentScores(values).allSatisfy { abs($0) < Self.limit })
      #expect(distance(values) < 2.7)
    }
  }

  /// Negative control: a deviation wrong by a half percent, and a distribution with the right first
  /// two moments.
  @Test func `the checks find a wrong deviation and a wrong shape`() {
    let stream = NoiseStream(seed: 1, stream: 3)
    let wide = stream.normals(count: 1_000_000).x.map { $0 * 1.005 }
    #expect(momentScores(wide).contains { abs($0) > Self.limit })
    let flat = stream.uniforms(count: 1_000_000).map { ($0 - 0.5) * Float(12.0.squareRoot()) }
    #expect(distance(flat) > 2.7)
    let smooth = zip(wide, wide.dropFirst()).map { 0.7 * $0 + 0.01 * $1 }
    #expect(abs(correlationScore(smooth.dropFirst(), smooth)) > Self.limit)
  }

  @Test func `neighbours, coordinates, blocks, streams and seeds are not correlated`() {
    let count = 100 * NoiseStream.blockSize
    let stream = NoiseStream(seed: 7, stream: 100)
    let cloud = stream.normals(count: count)
    var others = [
      cloud.y, NoiseStream(seed: 7, stream: 101).normals(count: count).x,
      NoiseStream(seed: 8, stream: 100).normals(count: count).x,
      stream.child(0).normals(count: count).x, stream.child(1).normals(count: count).x,
      stream.uniforms(count: count).map { ($0 - 0.5) * Float(12.0.squareRoot()) },
    ]
    for lag in [1, 2, 15, 16, 17, 32, 1024, NoiseStream.blockSize] {
      others.append(Array(cloud.x.dropFirst(lag)))
      others.append(Array(cloud.y.dropFirst(lag)))
    }
    for other in others {
      #expect(abs(correlationScore(cloud.x, other)) < Self.limit)
      #expect(abs(correlationScore(squares(cloud.x), squares(other))) < Self.limit)
    }
  }

  /// P(|z| > 4) = 6.334e-5 and P(|z| > 5.5) = 3.798e-8; the counts are Poisson.
  @Test func `the tails are there`() {
    let stream = NoiseStream(seed: 11, stream: 0)
    let blocks = 50_000
    var beyond4 = 0.0
    var beyond5 = 0.0
    var cloud = Cloud(count: NoiseStream.blockSize)
    for block in 0..<blocks {
      cloud.x.withUnsafeMutableBufferPointer { x in
        cloud.y.withUnsafeMutableBufferPointer { y in
          stream.fillNormals(block: block, x: x, y: y)
          for value in x where abs(value) > 4 {
            beyond4 += 1
            beyond5 += abs(value) > 5.5 ? 1 : 0
          }
        }
      }
    }
    let n = Double(blocks * NoiseStream.blockSize)
    #expect(abs(beyond4 - 6.334e-5 * n) < Self.limit * (6.334e-5 * n).squareRoot())
    // 3.9 expected: none has a chance of 2 %, more than 16 one of 1e-6; the seed is fixed.
    #expect(beyond5 >= 1 && beyond5 <= 16)
  }

  @Test func `uniforms fill [0, 1) evenly`() {
    let values = NoiseStream(seed: 5, stream: 5).uniforms(count: 1 << 20)
    var bins = [Double](repeating: 0, count: 256)
    for value in values {
      #expect(value >= 0 && value < 1)
      bins[Int(value * 256)] += 1
    }
    let expected = Double(values.count) / 256
    let chiSquare = bins.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    #expect(abs(chiSquare - 255) < Self.limit * 510.0.squareRoot())
  }

  @Test(arguments: KernelPath.available)
  func `a particle has the same numbers whatever count is asked for`(path: KernelPath) {
    let stream = NoiseStream(seed: 2, stream: 9)
    let cloud = stream.normals(count: 5000, path: path)
    let uniforms = stream.uniforms(count: 5000, path: path)
    for count in [1, 16, 31, 2047, 2049, 4999] {
      #expect(stream.normals(count: count, path: path) == cloud.prefix(count))
      #expect(stream.uniforms(count: count, path: path) == Array(uniforms.prefix(count)))
    }
  }

  @Test func `the scalar source is uniform and normal, and a copy goes on alike`() {
    var random = RandomSource(NoiseStream(seed: 3, stream: 3))
    let normals = (0..<200_000).map { _ in Float(random.normal()) }
    #expect(momentScores(normals).allSatisfy { abs($0) < Self.limit })
    #expect(distance(normals) < 2.7)
    #expect(abs(correlationScore(normals, normals.dropFirst())) < Self.limit)
    let uniforms = (0..<200_000).map { _ in random.uniform() }
    #expect(uniforms.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = uniforms.reduce(0, +) / 200_000
    #expect(abs(mean - 0.5) * (12.0 * 200_000).squareRoot() < Self.limit)
    _ = random.normal()
    var copy = random
    for _ in 0..<10 {
      #expect(copy.normal() == random.normal())
      #expect(copy.next() == random.next())
    }
  }
}
