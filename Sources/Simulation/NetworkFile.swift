import DiffusionCore

/// Trained weights as a `.safetensors` file.
///
/// Tensors `layers.K.weight` (outputs × inputs) and `layers.K.bias`, the first layer's inputs being
/// the features of ln σ (sines, then cosines), then x and y; `loss.step` and `loss.value` for the chart.
/// The notes say what the numbers mean.
public enum NetworkFile {
  private static let format = "diffviz network 1"

  /// A trained network as tensors and notes.
  public static func contents(_ trained: TrainedNetwork, of scene: Scene) -> Safetensors {
    let network = trained.network
    let shape = network.perceptron.shape
    let parameters = network.perceptron.parameters
    var file = Safetensors(notes: [
      .init("format", format), .init("scene", scene.name),
      .init("predict", network.prediction.rawValue),
      .init("activation", shape.activation.rawValue),
      .init("mean", "\(network.mean.x) \(network.mean.y)"),
      .init("deviation", "\(network.deviation)"),
    ])
    for (index, layer) in shape.layers.enumerated() {
      let weights = layer.weights..<layer.weights + layer.inputs * layer.outputs
      let biases = layer.biases..<layer.biases + layer.outputs
      file.tensors += [
        .init(
          name: "layers.\(index).weight", shape: [layer.outputs, layer.inputs],
          values: Array(parameters[weights])),
        .init(
          name: "layers.\(index).bias", shape: [layer.outputs], values: Array(parameters[biases])),
      ]
    }
    let history = trained.history
    file.tensors += [
      .init(
        name: "loss.step", shape: [history.count], values: history.map { Float($0.step) }),
      .init(
        name: "loss.value", shape: [history.count], values: history.map { Float($0.loss) }),
    ]
    return file
  }

  /// The network in a file, if it is one that fits the scene; nil otherwise.
  public static func network(_ file: Safetensors, for scene: Scene) -> TrainedNetwork? {
    guard file[note: "format"] == format else { return nil }
    var network = scene.untrainedNetwork()
    let shape = network.perceptron.shape
    guard file[note: "predict"] == network.prediction.rawValue,
      file[note: "activation"] == shape.activation.rawValue,
      file[note: "mean"] == "\(network.mean.x) \(network.mean.y)",
      file[note: "deviation"] == "\(network.deviation)"
    else { return nil }
    for (index, layer) in shape.layers.enumerated() {
      guard let weight = file[tensor: "layers.\(index).weight"],
        let bias = file[tensor: "layers.\(index).bias"],
        weight.shape == [layer.outputs, layer.inputs], bias.shape == [layer.outputs]
      else { return nil }
      for (offset, value) in weight.values.enumerated() {
        network.perceptron.parameters[layer.weights + offset] = value
      }
      for (offset, value) in bias.values.enumerated() {
        network.perceptron.parameters[layer.biases + offset] = value
      }
    }
    guard network.perceptron.parameters.allSatisfy({ $0.isFinite }) else { return nil }
    return TrainedNetwork(network: network, history: history(file))
  }

  private static func history(_ file: Safetensors) -> [LossPoint] {
    let steps = file[tensor: "loss.step"]?.values ?? []
    let losses = file[tensor: "loss.value"]?.values ?? []
    return zip(steps, losses).compactMap { step, loss in
      guard let step = Int(exactly: step), loss.isFinite else { return nil }
      return LossPoint(step: step, loss: Double(loss))
    }
  }
}
