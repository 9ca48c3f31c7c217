import DiffusionCore
import Testing

/// One Brownian path in steps of different sizes.
@Suite struct SharedPathTests {
  private static let drawn = NoiseStream(seed: 1, stream: 1)
  private static let bridges = NoiseStream(seed: 1, stream: 2)
  private static let own = NoiseStream(seed: 1, stream: 3)

  /// The numbers of all steps, as coefficients of independent ones.
  private func numbers(of times: [Double], along reference: [Double]) throws -> [[NoiseStream:
    Double]]
  {
    let path = try #require(SharedPath(of: times, along: reference))
    return (0..<times.count - 1).map { step in
      let parts = path.noise(
        of: step, drawn: { Self.drawn.child(UInt64($0)) }, bridges: Self.bridges,
        own: Self.own.child(UInt64(step)))
      return Dictionary(parts.map { ($0.stream, $0.weight) }, uniquingKeysWith: +)
    }
  }

  private func product(_ a: [NoiseStream: Double], _ b: [NoiseStream: Double]) -> Double {
    a.reduce(0) { $0 + $1.value * (b[$1.key] ?? 0) }
  }

  private static let grids: [[Double]] = [
    [1, 0], [1, 0.5, 0], [1, 0.9, 0.63, 0.2, 0.1, 0], [1, 0.95, 0.95, 0.4, 0.4, 0.01],
    (0...37).map { 1 - Double($0) / 37 }, (0...64).map { 1 - Double($0) / 64 }, [1.3, 0.7, 0],
  ]

  @Test(arguments: grids, grids)
  func `steps of any sizes are independent and of variance one, and keep to the path`(
    times: [Double], reference: [Double]
  ) throws {
    guard times != reference else {
      return #expect(SharedPath(of: times, along: reference) == nil, "nothing to fill in")
    }
    let numbers = try numbers(of: times, along: reference)
    for (i, one) in numbers.enumerated() {
      for (j, other) in numbers.enumerated() {
        #expect(abs(product(one, other) - (i == j ? 1 : 0)) < 1e-12, "steps \(i) and \(j)")
      }
    }
    // Over the whole of an interval of the path the steps move as it does: √Δ ξ.
    for (k, (high, low)) in zip(reference, reference.dropFirst()).enumerated()
    where low < high && times.contains(low) && times.contains(high) {
      var sum: [NoiseStream: Double] = [:]
      for (step, number) in numbers.enumerated() where times[step] <= high && times[step + 1] >= low
      {
        let length = (times[step] - times[step + 1]).squareRoot()
        for (stream, weight) in number where times[step] > times[step + 1] {
          sum[stream, default: 0] += length * weight
        }
      }
      let move = sum.removeValue(forKey: Self.drawn.child(UInt64(k)))
      #expect(abs((move ?? 0) - (high - low).squareRoot()) < 1e-12)
      #expect(sum.values.allSatisfy { abs($0) < 1e-12 })
    }
  }

  @Test func `a step that covers the path's own steps takes their sum`() throws {
    let numbers = try numbers(of: [0, 3, 4], along: [0, 1, 3, 4])
    let expected = [(1.0 / 3).squareRoot(), (2.0 / 3).squareRoot()]
    for (step, weight) in expected.enumerated() {
      let found = numbers[0][Self.drawn.child(UInt64(step))] ?? 0
      #expect(abs(found - weight) < 1e-15)
    }
    #expect(numbers[1] == [Self.drawn.child(2): 1])
  }

  @Test func `a sum of streams is what its parts are, block by block`() {
    let parts = [(UInt64(1), 0.6), (2, -0.8)].map {
      WeightedStream(stream: Self.drawn.child($0), weight: $1)
    }
    let run = MethodRun(density: GaussianScene().density)
    let (from, to) = (run.process.level(sigma: 2), run.process.level(sigma: 1))
    let start = Cloud(count: NoiseStream.blockSize + 77)
    func moved(_ noise: NoiseSource) -> Cloud {
      var (cloud, sampler) = (start, run.sampler(ReverseSDE.self, [:], levels: [from, to]))
      _ = sampler.step(&cloud, run.context(from, to, noise: noise))
      return cloud
    }
    let whole = moved(.sum(parts, own: Self.own))
    let still = moved(.given(start))
    let moves = parts.map { moved(.stream($0.stream)) }
    for i in 0..<start.count {
      let sum = zip(parts, moves).reduce(still[i]) { $0 + $1.0.weight * ($1.1[i] - still[i]) }
      #expect((whole[i] - sum).length < 1e-5)
    }
  }
}
