import DiffusionCore

/// What every item is run with.
struct WorkSettings {
  var parallel: Parallel
  var path: KernelPath
}

/// One item of fixed work: a call does `units` units.
struct WorkItem {
  var name: String
  var unit: String
  var units: Double
  var prepare: (WorkSettings) -> () -> Void
}

extension WorkItem {
  /// The items of performance.md, and three widths that are no power of two.
  static var all: [WorkItem] {
    let widths = [128, 64, 32, 100, 96, 17]
    return widths.map(training) + widths.map(learned) + [exact, forward, normals]
  }

  private static func training(_ width: Int) -> WorkItem {
    WorkItem(name: "train-\(width)", unit: "steps", units: 1) { settings in
      var work = TrainingWork(width: width, settings: settings)
      return { work.step() }
    }
  }

  private static func learned(_ width: Int) -> WorkItem {
    WorkItem(name: "learned-\(width)", unit: "particle-steps", units: 1e6) { settings in
      var work = SamplingWork(count: 10_000, settings: settings)
      let network = MultilayerPerceptron(
        shape: FixedWork.shape(width), stream: NoiseStream(seed: 1, stream: 1))
      return { work.run { LearnedField(network: network, sigma: $0, path: settings.path) } }
    }
  }

  private static var exact: WorkItem {
    WorkItem(name: "exact", unit: "particle-steps", units: 1e7) { settings in
      var work = SamplingWork(count: 100_000, settings: settings)
      return { work.run { ExactField(sigma: $0, path: settings.path) } }
    }
  }

  private static var forward: WorkItem {
    WorkItem(name: "ou", unit: "particle-steps", units: 2e7) { settings in
      var work = ForwardWork(count: 1_000_000, settings: settings)
      return { work.run() }
    }
  }

  private static var normals: WorkItem {
    WorkItem(name: "normals", unit: "numbers", units: 4096 * 1000) { settings in
      var work = NoiseWork(settings: settings)
      return { work.run() }
    }
  }
}

/// The mixture, the network and the noise levels that all items share.
enum FixedWork {
  static let count = 8
  static let means: [Vector] = {
    let diagonal = 8.0.squareRoot()
    let quarter = [
      Vector(4, 0), Vector(diagonal, diagonal), Vector(0, 4), Vector(-diagonal, diagonal),
    ]
    return quarter + quarter.map { -1 * $0 }
  }()
  static let deviations: [Double] = (0..<count).map { 0.25 + 0.02 * Double($0) }
  static let weights: [Double] = {
    let raw = (0..<count).map { 1 + 0.1 * Double($0) }
    return raw.map { $0 / raw.reduce(0, +) }
  }()

  /// 0.5 · 2^(i/2).
  static let frequencies: [Float] = (0..<8).map { i in
    let octave = Double(1 << (i / 2))
    return Float(0.5 * octave * (i % 2 == 0 ? 1.0 : 2.0.squareRoot()))
  }

  static func shape(_ width: Int) -> PerceptronShape {
    PerceptronShape(conditioning: 16, hidden: [width, width, width])
  }

  /// 10 · 0.001^(i/100), from most noise to least.
  static let sigmas: [Double] = {
    let exponents = (0...100).map { Float(2.302585092994046 - 0.06907755278982137 * Double($0)) }
    var values = exponents
    values.withUnsafeMutableBufferPointer { values in
      exponents.withUnsafeBufferPointer { Kernels.exponential($0, into: values) }
    }
    return values.map { Double($0) }
  }()
}
