public import DiffusionCore

/// Files of points: `.npy` of shape (n, 2), or text of two columns, told apart by their contents.
public enum PointFile {
  /// The points of a file, or of standard input for `-`.
  ///
  /// - Throws: code 66 for what cannot be opened, 65 for what is no table of finite points or empty.
  public static func read(_ path: String) throws(FailureReport) -> [Vector] {
    let bytes = try FileInput.read(path)
    do {
      return try points(bytes)
    } catch {
      throw FailureReport(error, file: path == "-" ? "standard input" : path)
    }
  }

  /// The points in the bytes of a file; at least one.
  public static func points(_ bytes: [UInt8]) throws(Diagnostic) -> [Vector] {
    let points: [Vector]
    if NumpyArray.isMagic(bytes) || bytes.starts(with: "PK".utf8) {
      let array = try NumpyArray(bytes)
      try array.require(shape: [nil, 2])
      try array.requireFinite()
      points = (0..<array.shape[0]).map { Vector(array.values[2 * $0], array.values[2 * $0 + 1]) }
    } else {
      points = try PointTable.read(bytes)
    }
    guard !points.isEmpty else { throw Diagnostic(message: "there are no points in it") }
    return points
  }

  /// Points as particles.
  ///
  /// - Throws: for a point beyond the largest Float, named by its number from 1.
  public static func cloud(_ points: [Vector]) throws(Diagnostic) -> Cloud {
    let cloud = Cloud(x: points.map { Float($0.x) }, y: points.map { Float($0.y) })
    for index in points.indices where !cloud.x[index].isFinite || !cloud.y[index].isFinite {
      throw Diagnostic(
        message: "point \(index + 1) is too large for a particle: (\(points[index].x), "
          + "\(points[index].y))", hint: "at most 3.4e38")
    }
    return cloud
  }

  /// Particles as the bytes of a file, in the format that the path's ending names.
  ///
  /// - Throws: code 64 for another ending than `.npy` and `.csv`.
  public static func bytes(_ cloud: Cloud, for path: String) throws(FailureReport) -> [UInt8] {
    switch FilePath.ending(of: path) {
    case "npy": return NumpyArray.bytes(shape: [cloud.count, 2], interleaved(cloud))
    case "csv": return PointTable.text(cloud)
    default: throw .usage("\(HarmlessText.path(path)): particles are written as .npy or .csv")
    }
  }

  /// Clouds of one size as a `.npy` file of shape (clouds, n, 2).
  public static func bytes(_ clouds: [Cloud]) -> [UInt8] {
    let shape = [clouds.count, clouds.first?.count ?? 0, 2]
    return NumpyArray.bytes(shape: shape, clouds.flatMap(interleaved))
  }

  private static func interleaved(_ cloud: Cloud) -> [Float] {
    (0..<2 * cloud.count).map { $0 % 2 == 0 ? cloud.x[$0 / 2] : cloud.y[$0 / 2] }
  }
}
