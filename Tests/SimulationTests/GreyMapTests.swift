import DiffusionCore
import Foundation
import Simulation
import Testing

/// Pictures as files: what is read, what is refused and how, and where a scene finds them.
struct GreyMapTests {
  private static func rows(_ bytes: [UInt8]) throws -> [[Double]] {
    try GreyMap.picture(bytes).rows
  }

  @Test func `plain and binary, eight and sixteen bits, with comments, are one picture`() throws {
    let expected = [[0, 0.5, 1], [0.25, 0.75, 1]]
    let plain = "P2 # plain\n# by hand\n3 # wide\n2\n4\n0 2 4\n1 3 # half\n4\n"
    #expect(try Self.rows(Array(plain.utf8)) == expected)
    #expect(
      try Self.rows(Array("P5\n#\n3 2\n4\n".utf8) + [0, 2, 4, 1, 3, 4]) == expected)
    let wide: [UInt8] = [0, 0, 2, 0, 4, 0, 1, 0, 3, 0, 4, 0]
    #expect(try Self.rows(Array("P5 3 2 1024\n".utf8) + wide) == expected)
    // Whatever follows the last pixel is another picture's.
    #expect(try Self.rows(Array("P5 3 2 4\n".utf8) + [0, 2, 4, 1, 3, 4, 9]) == expected)
    // A sample may look like a comment or a blank.
    #expect(
      try Self.rows(Array("P5 2 1 255\n".utf8) + [0x23, 0x0a]) == [[35.0 / 255, 10.0 / 255]])
  }

  private static let broken: [(bytes: [UInt8], message: String, line: Int?)] = [
    ([], "the file is empty", nil),
    (Array("P6 1 1 255\n123".utf8), "a picture of another format than PGM", nil),
    ([0x89, 0x50, 0x4e, 0x47], "a picture of another format than PGM", nil),
    (Array("hello".utf8), "no PGM picture: it begins with \"he\", not P2 or P5", nil),
    (Array("P2\n3 x\n".utf8), "expected the height, a whole number", 2),
    (Array("P2\n3".utf8), "the file ends before the height", 2),
    (Array("P2\n2 2\n0\n".utf8), "the greatest grey is 0; 1 … 65535 are allowed", 3),
    (
      Array("P2\n0 2\n255\n".utf8), "0 x 2 pixels; at least 1 and at most 67108864 in all are read",
      3
    ),
    (
      Array("P5 999999999 999999999 255\n".utf8),
      "999999999 x 999999999 pixels; at least 1 and at most 67108864 in all are read", 1
    ),
    (
      Array("P2\n2 2\n255\n1\n".utf8),
      "the picture is cut off: fewer than 4 pixels are there, in 13 bytes", nil
    ),
    (
      Array("P2\n2 2\n255\n1 2\n3 #4\n".utf8),
      "the picture is cut off: 3 of 4 pixels are there, in 20 bytes", nil
    ),
    (
      Array("P5 2 2 255\n".utf8) + [1, 2, 3],
      "the picture is cut off: 3 of 4 pixels are there, in 14 bytes", nil
    ),
    (Array("P2\n2 1\n9\n1\n10\n".utf8), "grey 10 is above the greatest, 9", 5),
    (Array("P5 2 1 9\n".utf8) + [1, 10], "byte 10: grey 10 is above the greatest, 9", nil),
  ]

  @Test(arguments: broken.indices)
  func `a broken picture is named with its place and what to do`(index: Int) {
    let (bytes, message, line) = Self.broken[index]
    do {
      _ = try GreyMap.picture(bytes)
      Issue.record("\(message) was not found")
    } catch {
      #expect(error.message == message && error.line == line && error.hint != nil)
    }
  }

  @Test func `a scene finds its pictures and points, also within mixtures and transforms`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("diffviz-pictures-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("P2 2 1 2 0 1".utf8).write(to: folder.appendingPathComponent("a.pgm"))
    try Data("1,2\n3,4\n".utf8).write(to: folder.appendingPathComponent("b.csv"))
    func scene(_ data: String) throws -> Scene {
      try SceneFile.read(
        Array(#"{"data": \#(data)}"#.utf8), path: folder.appendingPathComponent("s.json").path)
    }
    let image = #"{"type": "image", "file": "a.pgm", "width": 2}"#
    let picture = try #require(try scene(image).density as? BoxMixture)
    // Black is dense: 1 and 1/2.
    let weights: [Double] = [2 / 3, 1 / 3]
    #expect(picture.boxes.map { $0.weight } == weights)
    let mixture = try scene(
      #"{"type": "mixture", "parts": [{"type": "transform", "data": \#(image), "scale": [2, 2]}, "#
        + #"{"type": "points", "file": "b.csv", "weight": 3}]}"#)
    // The points weigh 3, the doubled picture 1.
    let expected: Vector = 0.75 * Vector(2, 3) + 0.5 * picture.mean
    let gap: Vector = mixture.density.mean - expected
    #expect(gap.length < 1e-12)
    let missing = image.replacing("a.pgm", with: "c.pgm")
    #expect(throws: FailureReport.self) { try scene(missing) }
    let both =
      #"{"type": "transform", "data": {"type": "image", "file": "a.pgm", "pixels": [[0]]}}"#
    do {
      _ = try scene(both)
      Issue.record("both were taken")
    } catch let report as DiagnosticReport {
      #expect(report.diagnostics.first?.path == "data.data.file")
    }
  }

  @Test func `a number or a pair is read as what it is, and anything else is refused`() throws {
    func check(_ scale: String) -> String? {
      let text = #"{"data": {"type": "transform", "data": "ball", "scale": \#(scale)}}"#
      do {
        _ = try SceneFile.read(Array(text.utf8), path: "s.json")
        return nil
      } catch let report as DiagnosticReport {
        return report.diagnostics.first?.message
      } catch {
        return "\(error)"
      }
    }
    #expect(check("2") == nil && check("[1, -0.5]") == nil)
    #expect(
      check(#""2""#)
        == #"expected a number -10000 … 10000 or a list of 2 numbers, found the text "2""#)
    #expect(check("[1]") == "expected 2 numbers, found 1")
    #expect(check("20000") == "expected a number -10000 … 10000, found 20000")
  }
}
