import DiffusionCore
import Simulation
import Testing

/// Distributions that may hold distributions, in small.
private func density() -> ParameterKind {
  .variant([
    Variant(
      name: "gmm", summary: "Gaussians.",
      parameters: [
        Parameter(
          "components",
          .list(
            of: .object([
              Parameter("weight", .number(.positive), default: 1, "share"),
              Parameter("mean", .list(of: .number(.any), count: 2...2), required: true, "centre"),
              Parameter("sigma", .number(.positive), "deviation"),
            ]), count: 1...100), required: true, "the Gaussians")
      ]),
    Variant(
      name: "two-moons", summary: "Two arcs.",
      parameters: [Parameter("noise", .number(NumberRange(0, 10)), default: 0.1, "thickness")]),
    Variant(
      name: "mixture", summary: "Others.",
      parameters: [
        Parameter(
          "parts", .list(of: .named("distribution") { density() }, count: 1...8), required: true,
          "what is mixed")
      ]),
  ])
}

let sampleParameters: [Parameter] = [
  Parameter("$schema", .text, "the schema"),
  Parameter("name", .text, default: "unnamed", "what it is called"),
  Parameter("data", .named("distribution") { density() }, required: true, "the law"),
  Parameter("seed", .integer(0...Int.max), default: 1, "of all randomness"),
  Parameter("particles", .integer(1...1_000_000), default: 2000, "how many"),
  Parameter("score", .choice(["exact", "learned", "empirical"]), default: "exact", "which score"),
  Parameter(
    "view",
    .object([
      Parameter("fps", .number(NumberRange(1, 120)), default: 30, "frames a second"),
      Parameter("mouse", .flag, default: false, "mouse reports"),
    ]), default: .object(Settings()), "the screen"),
]

private func report(_ text: String) -> DiagnosticReport {
  do throws(DiagnosticReport) {
    _ = try JSONDocument.parse(Array(text.utf8)).settings(sampleParameters)
    return DiagnosticReport()
  } catch {
    return error
  }
}

/// A scene with one thing wrong, and the whole text of what is said.
private let wrong: [(String, String)] = [
  (
    #"{"data": "two-moons", "seeds": 3}"#,
    """
    s.json:1:23: error: seeds: unknown key "seeds"
        1 | {"data": "two-moons", "seeds": 3}
          |                       ^
          hint: did you mean "seed"?
    """
  ),
  (
    #"{"data": "two-moons", "colour": 3}"#,
    """
    s.json:1:23: error: colour: unknown key "colour"
        1 | {"data": "two-moons", "colour": 3}
          |                       ^
          hint: known keys: $schema, name, data, seed, particles, score, view
    """
  ),
  (
    #"{"data": {"type": "two-moons", "components": []}}"#,
    """
    s.json:1:32: error: data.components: unknown key "components"
        1 | {"data": {"type": "two-moons", "components": []}}
          |                                ^
          hint: "components" belongs to the type "gmm"
    """
  ),
  (
    "{}",
    """
    s.json:1:1: error: data: missing; expected a name, or an object with a "type"
        1 | {}
          | ^
          hint: data: the law
    """
  ),
  (
    #"{"data": "twomoons"}"#,
    """
    s.json:1:10: error: data: unknown name "twomoons"
        1 | {"data": "twomoons"}
          |          ^
          hint: did you mean "two-moons"? one of: gmm, two-moons, mixture
    """
  ),
  (
    #"{"data": {"type": "gauss"}}"#,
    """
    s.json:1:19: error: data.type: unknown type "gauss"
        1 | {"data": {"type": "gauss"}}
          |                   ^
          hint: one of: gmm, two-moons, mixture
    """
  ),
  (
    #"{"data": {"tpye": "gmm"}}"#,
    """
    s.json:1:10: error: data.type: missing; it says which kind this is
        1 | {"data": {"tpye": "gmm"}}
          |          ^
          hint: did you mean "type" for "tpye"? one of: gmm, two-moons, mixture
    """
  ),
  (
    #"{"data": {"type": 3}}"#,
    """
    s.json:1:19: error: data.type: expected a name in double quotes, found the number 3
        1 | {"data": {"type": 3}}
          |                   ^
          hint: one of: gmm, two-moons, mixture
    """
  ),
  (
    #"{"data": [1]}"#,
    """
    s.json:1:10: error: data: expected a name, or an object with a "type", found a list of 1
        1 | {"data": [1]}
          |          ^
    """
  ),
  (
    #"{"data": "gmm"}"#,
    """
    s.json:1:10: error: data.components: missing; expected a list of 1 … 100 objects
        1 | {"data": "gmm"}
          |          ^
          hint: components: the Gaussians
    """
  ),
  (
    "{\"data\": {\n  \"type\": \"gmm\",\n  \"components\": [{\"mean\": [0, 0]}, {\"mean\": [0, 0, 1]}]}}",
    """
    s.json:3:45: error: data.components[1].mean: expected 2 numbers, found 3
        3 |   "components": [{"mean": [0, 0]}, {"mean": [0, 0, 1]}]}}
          |                                             ^
    """
  ),
  (
    #"{"data": {"type": "gmm", "components": [{"mean": [0, null], "sigma": 0}]}}"#,
    """
    s.json:1:54: error: data.components[0].mean[1]: expected a number, found null
        1 | {"data": {"type": "gmm", "components": [{"mean": [0, null], "sigma": 0}]}}
          |                                                      ^
    s.json:1:70: error: data.components[0].sigma: expected a number > 0, found 0
        1 | {"data": {"type": "gmm", "components": [{"mean": [0, null], "sigma": 0}]}}
          |                                                                      ^
    """
  ),
  (
    #"{"data": {"type": "two-moons", "noise": 11}}"#,
    """
    s.json:1:41: error: data.noise: expected a number 0 … 10, found 11
        1 | {"data": {"type": "two-moons", "noise": 11}}
          |                                         ^
    """
  ),
  (
    #"{"data": {"type": "two-moons", "noise": "0.5"}}"#,
    """
    s.json:1:41: error: data.noise: expected a number 0 … 10, found the text "0.5"
        1 | {"data": {"type": "two-moons", "noise": "0.5"}}
          |                                         ^
          hint: remove the quotes
    """
  ),
  (
    #"{"data": "two-moons", "particles": 2.5}"#,
    """
    s.json:1:36: error: particles: expected a whole number 1 … 1000000, found 2.5
        1 | {"data": "two-moons", "particles": 2.5}
          |                                    ^
    """
  ),
  (
    #"{"data": "two-moons", "seed": 1e300}"#,
    """
    s.json:1:31: error: seed: expected a whole number up to 9007199254740992, found 1e+300
        1 | {"data": "two-moons", "seed": 1e300}
          |                               ^
    """
  ),
  (
    #"{"data": "two-moons", "seed": -1}"#,
    """
    s.json:1:31: error: seed: expected a whole number ≥ 0, found -1
        1 | {"data": "two-moons", "seed": -1}
          |                               ^
    """
  ),
  (
    #"{"data": "two-moons", "score": "learnt"}"#,
    """
    s.json:1:32: error: score: unknown word "learnt"
        1 | {"data": "two-moons", "score": "learnt"}
          |                                ^
          hint: did you mean "learned"? one of: exact, learned, empirical
    """
  ),
  (
    #"{"data": "two-moons", "name": 7}"#,
    """
    s.json:1:31: error: name: expected a text, found the number 7
        1 | {"data": "two-moons", "name": 7}
          |                               ^
          hint: put it in double quotes
    """
  ),
  (
    #"{"data": "two-moons", "view": {"mouse": 1, "fps": 0.5}}"#,
    """
    s.json:1:41: error: view.mouse: expected true or false, found the number 1
        1 | {"data": "two-moons", "view": {"mouse": 1, "fps": 0.5}}
          |                                         ^
    s.json:1:51: error: view.fps: expected a number 1 … 120, found 0.5
        1 | {"data": "two-moons", "view": {"mouse": 1, "fps": 0.5}}
          |                                                   ^
    """
  ),
  (
    #"{"data": "two-moons", "na me\u001b": 1}"#,
    """
    s.json:1:23: error: ["na me␛"]: unknown key "na me␛"
        1 | {"data": "two-moons", "na me\\u001b": 1}
          |                       ^
          hint: did you mean "name"?
    """
  ),
  (
    "[]",
    """
    s.json:1:1: error: $: expected an object, found an empty list
        1 | []
          | ^
    """
  ),
]

@Suite struct SettingsReaderTests {
  @Test(arguments: wrong) func `what is wrong is said with place, path, expectation and hint`(
    scene: String, expected: String
  ) {
    #expect(report(scene).text(file: "s.json") == expected)
  }

  @Test func `defaults are filled in, in the order of the parameters`() throws {
    let text = #"{"score": "learned", "data": {"noise": 1, "type": "two-moons"}}"#
    let settings = try JSONDocument.read(Array(text.utf8)).settings(sampleParameters)
    #expect(
      settings.entries.map(\.name) == ["name", "data", "seed", "particles", "score", "view"])
    #expect(settings.object("data").entries.map(\.name) == ["type", "noise"])
    #expect(settings.object("data").number("noise") == 1)
    #expect(settings.object("view").number("fps") == 30)
    #expect(settings.integer("seed") == 1)
    #expect(settings.text("score") == "learned")
  }

  @Test func `a bare name is an object of that type with its defaults`() throws {
    let bare = try JSONDocument.read(Array(#"{"data": "two-moons"}"#.utf8))
    let full = try JSONDocument.read(Array(#"{"data": {"type": "two-moons", "noise": 0.1}}"#.utf8))
    #expect(try bare.settings(sampleParameters) == full.settings(sampleParameters))
  }

  @Test func `errors of the text and of its values are reported together in order`() {
    let found = report("{\n\"seed\": \"x\",\n\"data\": \"two-moons\",\n\"particles\": 0,}")
    #expect(found.diagnostics.map(\.line) == [2, 4, 4])
    #expect(found.diagnostics.map(\.path) == ["seed", "particles", ""])
  }

  @Test func `a distribution inside a distribution is checked like the outer one`() {
    let found = report(
      #"{"data": {"type": "mixture", "parts": ["two-moons", {"type": "two-moons", "noise": -1}]}}"#)
    #expect(
      found.diagnostics.map(\.summary) == [
        "data.parts[1].noise: expected a number 0 … 10, found -1"
      ])
  }

  @Test func `texts are harmless once they are settings`() throws {
    let text = #"{"data": "two-moons", "name": "a\u001b[31mb\u202ec\nd"}"#
    let settings = try JSONDocument.read(Array(text.utf8)).settings(sampleParameters)
    #expect(settings.text("name") == "a␛[31mbc\u{fffd}d")
  }

  @Test func `a contradiction found by a builder is shown where its value stands`() throws {
    let text =
      "{\n  \"data\": {\n    \"type\": \"gmm\",\n    \"components\": [{\"mean\": [0, 0]}]\n  }\n}"
    let document = try JSONDocument.read(Array(text.utf8))
    let error = SettingError(
      path: [.name("components"), .index(0), .name("covariance"), .index(1)],
      message: "not positive definite", hint: "b² must be below a c")
    let found = document.diagnostic(for: error, under: [.name("data")])
    #expect(
      found.text(file: "s.json") == """
        s.json:4:20: error: data.components[0].covariance[1]: not positive definite
            4 |     "components": [{"mean": [0, 0]}]
              |                    ^
              hint: b² must be below a c
        """)
  }
}
