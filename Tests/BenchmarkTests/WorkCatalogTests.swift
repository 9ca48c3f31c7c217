import Benchmark
import Foundation
import Simulation
import TestSupport
import Testing

@Suite struct WorkCatalogTests {
  @Test func `names are unique and every neighbour is an item that can be compared`() throws {
    let names = workCatalog.map { $0.name } + scalingCatalog.map { $0.name }
    #expect(Set(names).count == names.count)
    for item in workCatalog {
      #expect(item.name.wholeMatch(of: /[a-z0-9]+(-[a-zA-Z0-9]+)*/) != nil, "\(item.name)")
      guard let neighbour = item.neighbour else { continue }
      let other = try #require(workCatalog.first { $0.name == neighbour }, "\(item.name)")
      #expect(item.operations > 0 && other.operations > 0 && other.name != item.name)
    }
  }

  @Test func `the neighbouring power of two is the nearest in ratio`() {
    let powers = (0...12).map { 1 << $0 }
    for size in 1...2000 {
      // No other power is nearer: a / b ≤ c / d is a d ≤ b c.
      let found = PowerOfTwo.neighbour(of: size)
      #expect(powers.contains(found) && found != size)
      let (top, bottom) = (max(found, size), min(found, size))
      for other in powers where other != size {
        #expect(top * min(other, size) <= max(other, size) * bottom, "\(size): \(found), \(other)")
      }
    }
    #expect(PowerOfTwo.neighbour(of: 96) == 128 && PowerOfTwo.neighbour(of: 17) == 16)
  }

  @Test func `the four Gaussians are those of the scene`() throws {
    let path = Repository.root.appendingPathComponent("scenes/gmm.json").path
    let scene = try SceneFile.read(FileInput.read(path), path: path)
    #expect(try BenchmarkScene.scene(BenchmarkScene.fourGaussians).data == scene.data)
  }

  @Test func `README tells every kind of item`() throws {
    let parts = try Repository.text("README.md").components(separatedBy: "\n## ")
    let section = try #require(parts.first { $0.hasPrefix("Speed\n") })
    for name in workCatalog.map({ $0.name }) + ["process"] {
      let kind = name.prefix { $0 != "-" }
      #expect(section.contains("`\(kind)`") || section.contains("`\(kind)-"), "\(name)")
    }
  }
}
