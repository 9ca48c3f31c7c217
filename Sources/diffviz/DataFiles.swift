import DiffusionCore
import Simulation

/// Particles and noise that commands read.
enum DataInput {
  /// Points of a `.csv` or `.npy` file, or of standard input for `-`, as particles.
  static func cloud(_ path: String) throws(FailureReport) -> Cloud {
    let points = try PointFile.read(path)
    do {
      return try PointFile.cloud(points)
    } catch {
      throw FailureReport(error, file: path)
    }
  }

  /// One cloud of normals a step, from `.npy` of shape (steps or more, particles, 2).
  static func noise(
    _ path: String, steps: Int, particles: Int
  ) throws(FailureReport) -> [Cloud] {
    let array = try NumpyArray.read(path, shape: [nil, particles, 2])
    guard array.shape[0] >= steps else {
      throw FailureReport(
        "\(HarmlessText.path(path)) holds noise for \(array.shape[0]) steps, \(steps) are asked for",
        code: .data)
    }
    return (0..<steps).map { step in
      let base = 2 * step * particles
      return Cloud(
        x: (0..<particles).map { Float(array.values[base + 2 * $0]) },
        y: (0..<particles).map { Float(array.values[base + 2 * $0 + 1]) })
    }
  }

  /// The uniforms of each step, from `.npy` of shape (steps or more, particles), all in [0, 1].
  static func uniforms(
    _ path: String, steps: Int, particles: Int
  ) throws(FailureReport) -> [[Float]] {
    let array = try NumpyArray.read(path, shape: [nil, particles])
    guard array.shape[0] >= steps else {
      throw FailureReport(
        "\(HarmlessText.path(path)) holds uniforms for \(array.shape[0]) steps, "
          + "\(steps) are asked for", code: .data)
    }
    guard array.values.allSatisfy({ (0...1).contains($0) }) else {
      throw FailureReport(
        "\(HarmlessText.path(path)) holds numbers outside [0, 1], which are no uniforms",
        code: .data)
    }
    return (0..<steps).map { step in
      array.values[step * particles..<(step + 1) * particles].map { Float($0) }
    }
  }
}

/// A whole file to be written at the end of long work, checked before it.
struct PendingFile {
  let path: String
  let force: Bool

  /// - Throws: code 73 where it could not be created, 64 for an ending that is not written.
  init(_ path: String, endings: [String], force: Bool) throws(FailureReport) {
    guard endings.contains(where: { path.hasSuffix(".\($0)") }) else {
      let list = endings.map { ".\($0)" }.joined(separator: " or ")
      throw .usage("\(HarmlessText.path(path)): the file's name must end in \(list)")
    }
    try FileOutput.check(path, force: force)
    self.path = path
    self.force = force
  }

  func write(_ bytes: [UInt8]) throws(FailureReport) {
    try FileOutput.write(bytes, to: path, force: force)
  }
}
