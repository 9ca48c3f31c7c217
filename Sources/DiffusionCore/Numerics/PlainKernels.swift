/// Plain twins of the kernels that go through a buffer element by element.
package enum PlainKernels {
  package static func affineStep(
    _ x: UnsafeMutableBufferPointer<Float>, score: UnsafeBufferPointer<Float>?,
    noise: UnsafeBufferPointer<Float>?, a: Float, b: Float, c: Float
  ) {
    for index in x.indices {
      var value = a * x[index]
      if let score { value = fusedMultiplyAdd(b, score[index], value) }
      if let noise { value = fusedMultiplyAdd(c, noise[index], value) }
      x[index] = value
    }
  }

  package static func fourierFeatures(
    of values: UnsafeBufferPointer<Float>, frequencies: [Float],
    into rows: UnsafeMutableBufferPointer<Float>
  ) {
    let width = frequencies.count
    for index in values.indices {
      for (column, frequency) in frequencies.enumerated() {
        let (sine, cosine) = PlainMath.sineAndCosine(frequency * values[index])
        rows[index * 2 * width + column] = sine
        rows[index * 2 * width + width + column] = cosine
      }
    }
  }
}
