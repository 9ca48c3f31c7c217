import DiffusionCore
import Foundation
import Simulation
import TestSupport
import Testing

/// The scenes of scenes/: each can be shown, and together they show every method.
@Suite struct SceneCatalogTests {
  static let names: [String] = {
    let folder = Repository.root.appendingPathComponent("scenes").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  private static func scene(_ name: String) throws -> Scene {
    let path = Repository.root.appendingPathComponent("scenes/\(name).json").path
    return try SceneFile.read(FileInput.read(path), path: path)
  }

  @Test func `every method is run by at least one scene`() throws {
    #expect(Self.names.count > 40)
    let shown = Set(
      try Self.names.flatMap { try Self.scene($0).programme.map { $0.name } })
    let missing = samplerCatalog.map { $0.card.name }.filter { !shown.contains($0) }
    #expect(missing.isEmpty)
    let processes = Set(try Self.names.map { type(of: try Self.scene($0).process).card.name })
    #expect(processes == Set(processCatalog.map { $0.card.name }))
  }

  @Test func `every scene has a title of its own and says what to look at`() throws {
    let scenes = try Self.names.map { try Self.scene($0) }
    #expect(Set(scenes.map { $0.name }).count == scenes.count)
    for scene in scenes {
      #expect(scene.name.first?.isUppercase == true, "\(scene.name)")
      #expect(scene.name.count <= 32, "\(scene.name) leaves no room for the method")
      #expect(scene.about.count >= 60 && scene.about.hasSuffix("."), "\(scene.name)")
    }
  }

  /// Primal mirror Langevin is shown because it diverges.
  private static func mayDiverge(_ name: String, _ choice: MethodChoice) -> Bool {
    name == "mirror-quadrant" && choice.settings.contains("form")
  }

  @Test(arguments: names)
  func `each course of a scene can be made, and its steps stay finite`(name: String) throws {
    var scene = try Self.scene(name)
    scene.particles = min(scene.particles, 300)
    if scene.score == .learned { scene.score = .exact }
    for choice in scene.programme {
      let course = try scene.course(of: choice)
      #expect(course.steps >= 1)
      var session = try Session(scene: scene, parallel: Parallel(threads: 1))
      try session.apply(.select(choice))
      try session.apply(.advance(min(20, course.steps)))
      #expect(session.course.choice == choice && session.step == min(20, course.steps))
      #expect(session.cloud.count >= scene.particles / 2)
      guard !Self.mayDiverge(name, choice) else { continue }
      #expect(session.divergedAt == nil, "\(choice.name)")
      #expect(session.readings().allSatisfy { $0.value.isFinite }, "\(choice.name)")
    }
  }
}
