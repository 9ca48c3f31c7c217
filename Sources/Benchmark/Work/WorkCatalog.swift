import DiffusionCore

/// Every item, in the order of the table.
///
/// Adding one: a line here, or in the list of its kind.
package let workCatalog: [WorkItem] = (fixedItems + sizeItems + programItems + pictureItems)
  .withoutRepetition

/// The fixed work that other programs can do exactly alike.
private let fixedItems: [WorkItem] =
  [128, 64, 32].map { .training($0) } + [128, 64, 32].map { .learned($0) } + [
    .exact, .forward, .normals,
  ]

/// The same work at other sizes, which must be as fast for their arithmetic.
private let sizeItems: [WorkItem] =
  .sizes([100, 96, 17]) { .training($0) } + .sizes([100, 96, 17]) { .learned($0) }
  + .sizes([1, 2, 3, 5, 6]) { .training(layers: $0) }
  + .sizes([1, 2, 3, 5, 6]) { .learned(layers: $0) }
  + .sizes([1, 33, 1000]) { .training(batch: $0) } + .sizes([3, 40]) { .turned($0) }

extension WorkItem {
  private static func training(
    _ name: String, _ shape: PerceptronShape, batch: Int, _ summary: String
  ) -> WorkItem {
    WorkItem(name, "steps", units: 1, summary) { settings in
      var work = TrainingWork(shape: shape, batch: batch, settings: settings)
      return { work.step() }
    }
    .doing(Arithmetic.trainingStep(shape, batch: batch))
  }

  fileprivate static func training(_ width: Int) -> WorkItem {
    training(
      "train-\(width)", FixedWork.shape(width), batch: 512,
      "a training step: three layers \(width) wide, batch 512")
  }

  fileprivate static func training(layers: Int) -> WorkItem {
    training(
      "train-layers-\(layers)", FixedWork.shape(64, layers: layers), batch: 512,
      "a training step: \(layers == 1 ? "one layer" : "\(layers) layers") 64 wide, batch 512")
  }

  fileprivate static func training(batch: Int) -> WorkItem {
    training(
      "train-batch-\(batch)", FixedWork.shape(64), batch: batch,
      "a training step: three layers 64 wide, batch \(batch)")
  }

  private static func learned(
    _ name: String, _ shape: PerceptronShape, _ summary: String
  ) -> WorkItem {
    let count = 10_000
    let units = Double(count * SamplingWork.stepsPerCall)
    return WorkItem(name, "particle-steps", units: units, summary) { settings in
      var work = SamplingWork(count: count, settings: settings)
      let network = MultilayerPerceptron(
        shape: shape, stream: NoiseStream(seed: 1, stream: 1))
      return { work.run { LearnedField(network: network, sigma: $0, path: settings.path) } }
    }
    .doing(Arithmetic.learnedStep(shape))
  }

  fileprivate static func learned(_ width: Int) -> WorkItem {
    learned(
      "learned-\(width)", FixedWork.shape(width),
      "reverse diffusion, 10 000 particles, network of three layers \(width) wide")
  }

  fileprivate static func learned(layers: Int) -> WorkItem {
    learned(
      "learned-layers-\(layers)", FixedWork.shape(64, layers: layers),
      "reverse diffusion, 10 000 particles, network of \(layers == 1 ? "one layer" : "\(layers) layers") 64 wide"
    )
  }

  private static func mixture(
    _ name: String, _ components: [GaussianMixture.Component], _ summary: String
  ) -> WorkItem {
    let count = 100_000
    let units = Double(count * SamplingWork.stepsPerCall)
    return WorkItem(name, "particle-steps", units: units, summary) { settings in
      var work = SamplingWork(count: count, settings: settings)
      return { work.run { ExactField(components, sigma: $0, path: settings.path) } }
    }
    .doing(Arithmetic.mixtureStep(components: components.count))
  }

  fileprivate static var exact: WorkItem {
    mixture(
      "exact", FixedWork.components,
      "reverse diffusion, 100 000 particles, exact score of 8 round components")
  }

  fileprivate static func turned(_ count: Int) -> WorkItem {
    mixture(
      "exact-full-\(count)", FixedWork.turnedComponents(count),
      "reverse diffusion, 100 000 particles, exact score of \(count) components of full covariance")
  }

  fileprivate static var forward: WorkItem {
    WorkItem("ou", "particle-steps", units: 2e7, "forward noising, 1 000 000 particles") {
      settings in
      var work = ForwardWork(count: 1_000_000, settings: settings)
      return { work.run() }
    }
  }

  fileprivate static var normals: WorkItem {
    WorkItem("normals", "numbers", units: 4096 * 1000, "standard normal numbers alone") {
      settings in
      var work = NoiseWork(settings: settings)
      return { work.run() }
    }
  }
}
