import CellRendering
import DiffusionCore
import Simulation
import TerminalFront
import TestSupport
import Testing

/// The view without a terminal: keys by name in, frames out.
@Suite struct ViewerTests {
  private func viewer(_ name: String = "gmm") throws -> Viewer {
    let text = try Repository.text("scenes/\(name).json")
    var scene = try SceneFile.read(Array(text.utf8), path: "\(name).json")
    scene.particles = 300
    scene.score = .exact
    return Viewer(
      session: try Session(scene: scene, parallel: Parallel(threads: 1)),
      trainer: Trainer(scene: scene), observer: TruthObserver(scene: scene), framesPerSecond: 30)
  }

  @Test func `a scene plays its story without a key and goes round`() throws {
    var viewer = try viewer()
    var stages: [Stage] = []
    for _ in 0..<1500 {
      viewer.passFrame()
      if stages.last != viewer.session.stage { stages.append(viewer.session.stage) }
    }
    #expect(Array(stages.prefix(5)) == [.data, .forward, .method, .end, .data])
  }

  @Test func `space pauses and steps forward and back are exact`() throws {
    var viewer = try viewer()
    viewer.press(".")
    #expect(!viewer.isPlaying)
    for _ in 0..<20 { viewer.press(".") }
    let digest = viewer.frame(rate: nil, recording: .off).digest
    for _ in 0..<50 { viewer.press("right") }
    #expect(viewer.frame(rate: nil, recording: .off).digest != digest)
    for _ in 0..<5 { viewer.press("<") }
    #expect(viewer.frame(rate: nil, recording: .off).digest == digest)
    viewer.press("space")
    #expect(viewer.isPlaying)
  }

  @Test func `home and end are the ends of the run`() throws {
    var viewer = try viewer()
    for _ in 0..<30 { viewer.press(".") }
    viewer.press("end")
    #expect(viewer.session.step == viewer.session.course.steps)
    viewer.press("home")
    #expect(viewer.session.step == 0)
  }

  @Test func `every key of the table is known and the overlays toggle`() throws {
    var viewer = try viewer()
    let before = viewer.overlays
    for key in ["v", "d", "c", "g"] {
      viewer.press(key)
      #expect(viewer.overlays != before, "\(key)")
      viewer.press(key)
      #expect(viewer.overlays == before, "\(key)")
    }
  }

  @Test func `a bar sets runs side by side, digits turn to them, and a bar keeps one`() throws {
    var viewer = try viewer("gmm")
    viewer.press("|")
    for key in "karras" { viewer.press(String(key)) }
    viewer.press("space")
    for _ in 0..<6 { viewer.press("backspace") }
    for key in "heun" { viewer.press(String(key)) }
    viewer.press("space")
    viewer.press("enter")
    let compare = try #require(viewer.frame(rate: nil, recording: .off).compare)
    #expect(compare.panes.count == 3 && compare.origin == "same start, same noise")
    #expect(compare.panes[1].name.contains("karras") && compare.panes[2].name.contains("Heun"))
    viewer.press("3")
    #expect(viewer.session.course.card.name.hasPrefix("probability-flow-heun"))
    viewer.press("\\")
    #expect(viewer.frame(rate: nil, recording: .off).compare?.alignment != compare.alignment)
    viewer.press("|")
    #expect(viewer.frame(rate: nil, recording: .off).compare == nil)
    #expect(viewer.session.course.card.name.hasPrefix("probability-flow-heun"))
  }

  @Test func `from an earlier step a branch goes on with another method beside the first run`()
    throws
  {
    var viewer = try viewer("ring8")
    viewer.press("M")
    for _ in 0..<40 { viewer.press(".") }
    for _ in 0..<15 { viewer.press(",") }
    let method = viewer.session.choice.name
    viewer.press("B")
    viewer.press("m")
    for key in "probability-flow" { viewer.press(String(key)) }
    viewer.press(">")
    let compare = try #require(viewer.frame(rate: nil, recording: .off).compare)
    #expect(compare.panes.map { $0.frame.digest }.allSatisfy { $0 == viewer.session.cloud.digest })
    #expect(compare.origin.hasPrefix("branched at step 25") && compare.focus == 1)
    #expect(viewer.lanes.sessions[0].choice.name == method)
    #expect(viewer.session.choice.name == "probability-flow")
  }

  @Test func `the picker narrows by typing and starts the method`() throws {
    var viewer = try viewer()
    viewer.press("m")
    for letter in "heun" { viewer.press(String(letter)) }
    viewer.press("enter")
    #expect(viewer.session.course.card.name == "probability-flow-heun")
    #expect(viewer.session.stage == .method && viewer.session.step == 0)
    viewer.press("M")
    let names = samplerCatalog.map { $0.card.name }
    let next = try #require(names.firstIndex(of: "probability-flow-heun")) + 1
    #expect(viewer.session.course.card.name == names[next])
  }

  @Test func `q quits the view but types a letter in the picker and closes a page`() throws {
    var viewer = try viewer()
    viewer.press("m")
    viewer.press("q")
    #expect(!viewer.wantsToQuit)
    viewer.press("escape")
    viewer.press("?")
    viewer.press("q")
    #expect(!viewer.wantsToQuit && viewer.overlayPicture == .none)
    viewer.press("q")
    #expect(viewer.wantsToQuit)
  }

  @Test func `the probe is moved by the arrows and gives the exact values of the law`() throws {
    var viewer = try viewer()
    viewer.press("tab")
    let point = try #require(viewer.probe)
    let step = viewer.session.step
    viewer.press("right")
    #expect(viewer.session.step == step, "arrows belong to the probe")
    let probe = try #require(viewer.frame(rate: nil, recording: .off).probe)
    #expect(probe.point.x > point.x)
    let value = viewer.session.scene.density.law(at: viewer.session.level).evaluate(at: probe.point)
    #expect(probe.exactScore == value.score && probe.logDensity == value.logDensity)
  }

  @Test func `three thousand random keys leave the view alive on every scene`() throws {
    let keys = [
      "space", ".", ",", ">", "<", "right", "left", "up", "down", "home", "end", "0", "+", "-", "f",
      "b", "]", "[", "}", "{", "=", "m", "M", "e", "i", "v", "d", "c", "g", "tab", "?", "enter",
      "escape", "x", "backspace", "pagedown", "r", "R", "|", "1", "2", "B", "\\",
    ]
    for name in ["gmm", "swiss-roll", "checkerboard", "annealed", "langevin-stuck"] {
      var viewer = try viewer(name)
      viewer.lanes = Lanes(
        try Session(scene: small(viewer.session.scene), parallel: Parallel(threads: 1)))
      var random = RandomSource(NoiseStream(seed: 4, stream: 2))
      for _ in 0..<600 {
        viewer.press(keys[Int(random.uniform() * Double(keys.count))])
        viewer.passFrame()
      }
      let frame = viewer.frame(rate: nil, recording: .off)
      #expect(frame.cloud.count == 40, "\(name)")
    }
  }

  private func small(_ scene: Scene) -> Scene {
    var scene = scene
    scene.particles = 40
    return scene
  }
}
