import DiffusionCore
import Simulation
import Testing

/// Sets values in the sample scene and gives them back.
private func settings(_ assignments: String...) throws -> Settings {
  let text = #"{"data": {"type": "gmm", "components": [{"mean": [0, 0]}, {"mean": [1, 1]}]}}"#
  var settings = try JSONDocument.read(Array(text.utf8)).settings(sampleParameters)
  try settings.apply(assignments.map { try SettingAssignment($0) }, sampleParameters)
  return settings
}

@Suite struct SettingAssignmentTests {
  @Test func `values of every kind are set by their path`() throws {
    let set = try settings(
      "seed=7", "name=a = b", "view.fps=.5e2", "view.mouse=true", "score=learned",
      "data.components[1].sigma=2",
      "data.components[0].mean=3, -4", "data.components[1].mean[0]=9")
    #expect(
      set.integer("seed") == 7 && set.text("name") == "a = b" && set.text("score") == "learned")
    #expect(set.object("view").number("fps") == 50 && set.object("view").flag("mouse"))
    let components = set.object("data").objects("components")
    #expect(components[0].vector("mean") == Vector(3, -4))
    #expect(components[1].vector("mean") == Vector(9, 1) && components[1].number("sigma") == 2)
    #expect(components[1].entries.map(\.name) == ["weight", "mean", "sigma"])
    #expect(set.entries.map(\.name) == ["name", "data", "seed", "particles", "score", "view"])
  }

  @Test func `an alternative is chosen by its name or written as JSON`() throws {
    #expect(try settings("data=two-moons", "data.noise=3").object("data").number("noise") == 3)
    let set = try settings(#"data={"type": "mixture", "parts": ["two-moons"]}"#)
    #expect(set.object("data").objects("parts")[0].number("noise") == 0.1)
  }

  @Test(arguments: [
    ("seed=x", "seed: expected a whole number ≥ 0, found the text \"x\""),
    ("seed=-1", "seed: expected a whole number ≥ 0, found -1"),
    ("seed=nan", "seed: expected a whole number ≥ 0, found the text \"nan\""),
    (
      "sede=1",
      "sede: unknown key \"sede\"; did you mean \"seed\"? one of: $schema, name, data, seed, particles, score, view"
    ),
    ("view.fps=0x10", "view.fps: expected a number 1 … 120, found the text \"0x10\""),
    ("view.mouse=yes", "view.mouse: expected true or false, found the text \"yes\""),
    (
      "score=Learned",
      "score: unknown word \"Learned\"; did you mean \"learned\"? one of: exact, learned, empirical"
    ),
    ("data.components[2].sigma=1", "data.components: there are 2, counted from [0]"),
    ("seed.x=1", "seed: it has no parts to set"),
    ("data.components[0].mean=1", "data.components[0].mean: expected 2 numbers, found 1"),
    ("data={", "data: unknown name \"{\"; one of: gmm, two-moons, mixture"),
    ("data.type=gmm", "data.type: unknown key \"type\"; one of: components"),
    ("view[0]=1", "view: an object has keys, not places"),
    ("nothing", "--set \"nothing\": write KEY=VALUE, such as tau=0.1"),
    ("=1", "--set \"=1\": write KEY=VALUE, such as tau=0.1"),
    ("a..b=1", "--set \"a..b=1\": write KEY=VALUE, such as tau=0.1"),
    ("a[x]=1", "--set \"a[x]=1\": write KEY=VALUE, such as tau=0.1"),
    ("\u{1b}[2J=1", "--set \"␛[2J=1\": write KEY=VALUE, such as tau=0.1"),
  ]) func `what is wrong on the command line is said like what is wrong in a file`(
    assignment: String, message: String
  ) throws {
    let found = try #require(failure { try settings(assignment) })
    #expect(found.message == message)
    #expect(found.exitCode == 64)
  }
}

@Suite struct ParameterSchemaTests {
  @Test func `the schema says what the parameters say`() throws {
    let text = ParameterSchema.object(
      title: "Sample",
      [
        Parameter("n", .integer(1...Int.max), required: true, "how many"),
        Parameter("r", .number(NumberRange(0, 1, includesLower: false)), default: 0.5, ""),
        Parameter("w", .choice(["a", "b"]), default: "a", "which"),
        Parameter(
          "m", .list(of: .list(of: .number(.any), count: 2...2), count: 0...Int.max), "rows"),
        Parameter("d", .named("tree") { tree() }, "a tree"),
      ]
    ).text(.pretty)
    #expect(
      text == """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Sample",
          "type": "object",
          "properties": {
            "n": {"description": "how many", "type": "integer", "minimum": 1},
            "r": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 0.5},
            "w": {"description": "which", "enum": ["a", "b"], "default": "a"},
            "m": {
              "description": "rows",
              "type": "array",
              "items": {
                "type": "array",
                "items": {"type": "number"},
                "minItems": 2,
                "maxItems": 2
              }
            },
            "d": {"description": "a tree", "$ref": "#/$defs/tree"}
          },
          "required": ["n"],
          "additionalProperties": false,
          "$defs": {
            "tree": {
              "anyOf": [
                {"enum": ["leaf"]},
                {
                  "description": "no more",
                  "type": "object",
                  "properties": {
                    "type": {"const": "leaf"},
                    "v": {"type": "boolean"}
                  },
                  "required": ["type"],
                  "additionalProperties": false
                },
                {
                  "description": "two",
                  "type": "object",
                  "properties": {
                    "type": {"const": "fork"},
                    "sides": {
                      "type": "array",
                      "items": {"$ref": "#/$defs/tree"},
                      "minItems": 2,
                      "maxItems": 2
                    }
                  },
                  "required": ["type", "sides"],
                  "additionalProperties": false
                }
              ]
            }
          }
        }
        """)
  }

  @Test func `every default of the scene format passes its own check`() throws {
    let text = #"{"data": {"type": "two-moons"}}"#
    let settings = try JSONDocument.read(Array(text.utf8)).settings(SceneFormat.parameters)
    let schema = ParameterSchema.object(title: "Scene", SceneFormat.parameters)
    #expect(schema == ParameterSchema.object(title: "Scene", SceneFormat.parameters))
    #expect(try JSONDocument.read(Array(schema.text().utf8)).root["properties"]?["data"] != nil)
    for parameter in SceneFormat.parameters where parameter.defaultValue != nil {
      #expect(settings.contains(parameter.name))
    }
  }

  @Test func `a table has one row for each parameter`() {
    #expect(
      ParameterTable.markdown(Array(sampleParameters[2...5])) == """
        | name | values | default | meaning |
        | --- | --- | --- | --- |
        | `data` | distribution | required | the law |
        | `seed` | whole, ≥ 0 | `1` | of all randomness |
        | `particles` | whole, 1 … 1000000 | `2000` | how many |
        | `score` | `exact`, `learned`, `empirical` | `exact` | which score |

        """)
    #expect(
      ParameterTable.markdown([
        Variant(name: "a|b", summary: "x|y", parameters: [Parameter("n", .flag, "")])
      ]) == """
        | name | meaning | parameters |
        | --- | --- | --- |
        | `a\\|b` | x\\|y | `n`? |

        """)
  }

  private func tree() -> ParameterKind {
    .variant([
      Variant(name: "leaf", summary: "no more", parameters: [Parameter("v", .flag, "")]),
      Variant(
        name: "fork", summary: "two",
        parameters: [
          Parameter(
            "sides", .list(of: .named("tree") { Self().tree() }, count: 2...2), required: true, "")
        ]),
    ])
  }
}

@Suite struct MutatedSceneTests {
  private static let scene = """
    {
      "$schema": "x", "name": "Zwei Mönde 🌙", "about": "a\\u001b\\ud83d\\ude00",
      "data": {"type": "gmm", "components": [
        {"weight": 0.7, "mean": [-2, 0.5e1], "covariance": [[0.2, 0.1], [0.1, 0.3]]},
        {"weight": 1, "mean": [2, 0], "sigma": 0.3}]},
      "process": {"type": "vp", "betaMin": 0.1, "betaMax": 20},
      "schedule": {"type": "karras", "levels": 20},
      "method": {"type": "reverse-sde"}, "score": "exact",
      "training": {"steps": 10, "batch": 16}, "view": {"bounds": [-4, 4, -4, 4]},
      "particles": 100, "seed": 1
    }
    """

  private static let pieces = [
    "", "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "NaN", "1e999", "-", "0", "1e300",
    "-1", "\u{0}", "\u{feff}",
    "\"type\"", "\"data\":", "//", "/*", "{\"type\":\"mixture\"}", "\\u", "\\ud800", "[[[[[[[[",
    "9223372036854775808", "\"gmm\"",
    "\u{1b}[2J", "é", "\r\n", "0.0000000000000000000001", "swiss-roll", "[]", "{}",
  ].map { Array($0.utf8) }

  /// Five thousand scenes with pieces cut out, doubled, swapped and put in.
  @Test(.timeLimit(.minutes(5)))
  func `five thousand mutated scenes are read or refused with a place`() {
    var words = SeededWords(11)
    func below(_ count: Int) -> Int { Int(words.next() % UInt64(max(1, count))) }
    var accepted = 0
    for _ in 0..<5000 {
      var bytes = Array(Self.scene.utf8)
      for _ in 0...below(4) {
        let start = below(bytes.count)
        let end = min(bytes.count, start + below(below(3) == 0 ? 60 : 4))
        switch below(4) {
        case 0: bytes.replaceSubrange(start..<end, with: Self.pieces[below(Self.pieces.count)])
        case 1: bytes.replaceSubrange(start..<end, with: [UInt8(truncatingIfNeeded: words.next())])
        case 2: bytes.insert(contentsOf: Array(bytes[start..<end]), at: below(bytes.count))
        default: if start < bytes.count { bytes[start] ^= 1 << UInt8(below(8)) }
        }
      }
      do {
        _ = try SceneFile.read(bytes, path: "x.json")
        accepted += 1
      } catch let report as DiagnosticReport {
        #expect(!report.isEmpty && report.diagnostics.count <= 20)
        let text = report.text(file: "x.json")
        #expect(HarmlessText.line(text.replacing("\n", with: "")) == text.replacing("\n", with: ""))
        #expect(report.diagnostics.allSatisfy { $0.line != nil })
      } catch {
        Issue.record("another error: \(error)")
      }
    }
    #expect(accepted > 50 && accepted < 4000, "the mutations do not test what they should")
  }
}
