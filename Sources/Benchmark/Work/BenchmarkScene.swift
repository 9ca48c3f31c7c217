import DiffusionCore
package import Simulation

/// The scenes that the program's own parts are timed on, as a file would say them.
package enum BenchmarkScene {
  /// The data of `scenes/gmm.json`.
  package static let fourGaussians: JSON = [
    "type": "gmm",
    "components": [
      ["weight": 0.4, "mean": [-2.6, 1.6], "covariance": [[0.5, 0.22], [0.22, 0.3]]],
      ["weight": 0.3, "mean": [2.4, 2.2], "sigma": 0.45],
      ["weight": 0.2, "mean": [1.2, -2.4], "covariance": [[0.7, -0.3], [-0.3, 0.28]]],
      ["weight": 0.1, "mean": [-2.8, -2.4], "sigma": 0.35],
    ],
  ]

  /// Eight Gaussians on a circle.
  package static let ring: JSON = ["type": "gaussian-ring"]

  /// Gaussians on a circle that touch their neighbours, round or with full covariances.
  static func circle(_ count: Int, isRound: Bool) -> JSON {
    let width = 4 * Double.pi / Double(count)
    return [
      "type": "gmm",
      "components": .list(
        (0..<count).map { index in
          let (sin, cos) = Elementary.sinCos(2 * .pi * Double(index) / Double(count))
          let mean = JSON.Member("mean", [.number(4 * cos), .number(4 * sin)])
          let (square, part) = (width * width, 0.3 * width * width)
          let shape =
            isRound
            ? JSON.Member("sigma", .number(width))
            : JSON.Member(
              "covariance",
              [[.number(square), .number(part)], [.number(part), .number(square)]])
          return .object([.init("weight", 1), mean, shape])
        }),
    ]
  }

  /// The text of a scene.
  package static func text(
    _ data: JSON, particles: Int = 5000, hidden: [Int] = [64, 64, 64], score: ScoreKind = .exact
  ) -> [UInt8] {
    let scene: JSON = [
      "name": "benchmark", "data": data, "particles": .integer(particles),
      "score": .text(score.rawValue),
      "model": ["hidden": .list(hidden.map { .integer($0) })],
    ]
    return Array(scene.text().utf8)
  }

  /// A scene, read as a file is.
  package static func scene(
    _ data: JSON, particles: Int = 5000, hidden: [Int] = [64, 64, 64], score: ScoreKind = .exact
  ) throws -> Scene {
    try SceneFile.read(
      text(data, particles: particles, hidden: hidden, score: score), path: "benchmark.json")
  }
}
