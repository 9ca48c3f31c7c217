/// The plain twin of the optimiser's kernel.
package enum PlainAdam {
  package static func step(
    _ c: AdamCoefficients, parameters: inout [Float], average: inout [Float], gradient: [Float],
    first: inout [Float], second: inout [Float]
  ) {
    for index in gradient.indices {
      let g = gradient[index]
      first[index] = fusedMultiplyAdd(0.1, g, 0.9 * first[index])
      second[index] = fusedMultiplyAdd(0.001, g * g, 0.999 * second[index])
      let root = fusedMultiplyAdd(second[index].squareRoot(), c.rootScale, 1e-8)
      parameters[index] -= c.rate * first[index] / root
      average[index] = fusedMultiplyAdd(
        c.averaging, parameters[index] - average[index], average[index])
    }
  }
}
