import DiffusionCore
import Foundation
import Simulation
import TestSupport
import Testing

/// What z says of exact clouds, whose distance is chance alone.
@Suite struct SlicedFloorTests {
  private static let isLong = ProcessInfo.processInfo.environment["DIFFVIZ_SLOW_TESTS"] == "1"

  /// Distances between exact clouds of a law.
  private func distances(_ law: any Law, pairs: Int, stream: UInt64) -> [Double] {
    let sliced = SlicedWasserstein(directions: 16)
    let base = NoiseStream(seed: 8, stream: stream)
    return (0..<UInt64(pairs)).map { pair in
      sliced.distance(
        law.sample(count: 300, stream: base.child(2 * pair)),
        law.sample(count: 300, stream: base.child(2 * pair + 1)))
    }
  }

  private func laws() throws -> [(name: String, law: any Law)] {
    try ["two", "ring8"].map { name in
      let text = try Repository.text("scenes/\(name).json")
      let scene = try SceneFile.read(Array(text.utf8), path: "\(name).json")
      return (name, scene.density.law(at: .clean))
    } + [("normal", GaussianMixture.standard.law(at: .clean))]
  }

  private func floor(_ distances: some Sequence<Double>) -> SlicedFloor {
    var floor = SlicedFloor()
    for distance in distances { floor.add(distance) }
    return floor
  }

  /// Groups of distances, each with a floor of its own and some deviates of others against it.
  private func deviates(
    _ law: any Law, replicates: Int, groups: Int, each: Int
  ) throws -> (root: [Double], plain: [Double]) {
    var result = (root: [Double](), plain: [Double]())
    for group in 0..<groups {
      let all = distances(law, pairs: replicates + each, stream: UInt64(group))
      let floor = floor(all.prefix(replicates))
      for distance in all.dropFirst(replicates) {
        result.root.append(try #require(floor.z(of: distance)))
        result.plain.append((distance - floor.mean) / floor.deviation)
      }
    }
    return result
  }

  @Test func `of exact clouds as many are beyond 2 and 3 deviations as a normal law has`() throws {
    let (groups, each) = Self.isLong ? (150, 20) : (10, 20)
    let count = Double(groups * each)
    for (name, law) in try laws() {
      for replicates in [16, 96] where Self.isLong || replicates == 16 {
        let found = try deviates(law, replicates: replicates, groups: groups, each: each)
        func share(_ values: [Double], beyond limit: Double) -> Double {
          Double(values.filter { $0 > limit }.count) / count
        }
        for (limit, wanted) in [(2.0, 0.02275), (3.0, 0.00135)] {
          let share = share(found.root, beyond: limit)
          // Those of a group share a floor: of twenty as good as two thirds are of their own.
          let deviation = (1.5 * wanted / count).squareRoot()
          // The cube root of one square alone is off by a quarter there. Of a law without parts many
          // small squares are an offset that no root takes away: only better than none.
          if name != "normal" {
            #expect(
              share < 1.25 * wanted + 4 * deviation,
              "\(name), \(replicates) pairs, \(limit): \(share)")
          }
          if Self.isLong, limit == 2 { #expect(share > 0.6 * wanted - 4 * deviation) }
        }
        if Self.isLong {
          let (old, new) = (share(found.plain, beyond: 3), share(found.root, beyond: 3))
          #expect(new < old)
          print("\(name), \(replicates) pairs: P(z > 3) \(old) plainly, \(new) by roots")
        }
      }
    }
  }

  @Test func `a cloud that is too wide is found out, and an empty floor says nothing`() throws {
    let law = GaussianMixture.standard.law(at: .clean)
    let floor = floor(distances(law, pairs: 96, stream: 99))
    let wide = GaussianMixture(mean: .zero, covariance: SymmetricMatrix(diagonal: 1.7)).law(
      at: .clean)
    let distance = SlicedWasserstein(directions: 16).distance(
      law.sample(count: 300, stream: NoiseStream(seed: 1, stream: 0)),
      wide.sample(count: 300, stream: NoiseStream(seed: 1, stream: 1)))
    #expect(try #require(floor.z(of: distance)) > 4)
    #expect(SlicedFloor().z(of: 1) == nil)
    #expect(floor.z(of: .nan) == nil)
    #expect(abs(floor.mean - distances(law, pairs: 96, stream: 99).reduce(0, +) / 96) < 1e-12)
  }
}
