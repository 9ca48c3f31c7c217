/// The widths of a multilayer perceptron from the plane to the plane.
///
/// Inputs are `conditioning` numbers, then x and y; outputs are two.
public struct PerceptronShape: Hashable, Sendable {
  /// Inputs besides x and y: the length of the embedding of a noise level; ≥ 0.
  public let conditioning: Int
  /// The widths of the hidden layers: one to eight of 1 … 512.
  public let hidden: [Int]
  public let activation: Activation
  /// The affine maps in order; each has its weights, then its biases, then the next follows.
  public let layers: [Layer]

  /// - Precondition: the bounds above.
  public init(conditioning: Int, hidden: [Int], activation: Activation = .silu) {
    precondition(conditioning >= 0)
    precondition((1...8).contains(hidden.count) && hidden.allSatisfy { (1...512).contains($0) })
    self.conditioning = conditioning
    self.hidden = hidden
    self.activation = activation
    layers = Self.layers(conditioning: conditioning, hidden: hidden)
  }

  /// One affine map, and where its parameters lie in the array of all.
  public struct Layer: Hashable, Sendable {
    public let inputs: Int
    public let outputs: Int
    /// The first weight; weights are row-major, `outputs` rows of `inputs`.
    public let weights: Int
    /// The first bias.
    public let biases: Int
  }

  private static func layers(conditioning: Int, hidden: [Int]) -> [Layer] {
    var layers: [Layer] = []
    var offset = 0
    var inputs = conditioning + 2
    for outputs in hidden + [2] {
      let biases = offset + inputs * outputs
      layers.append(Layer(inputs: inputs, outputs: outputs, weights: offset, biases: biases))
      offset = biases + outputs
      inputs = outputs
    }
    return layers
  }

  public var parameterCount: Int {
    layers.last.map { $0.biases + $0.outputs } ?? 0
  }
}
