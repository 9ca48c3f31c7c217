/// The plain twin of the optimiser: one parameter at a time.
package struct PlainAdam {
  private var first: [Float]
  private var second: [Float]
  private var schedule = AdamSchedule()

  package init(parameterCount: Int) {
    first = [Float](repeating: 0, count: parameterCount)
    second = first
  }

  package mutating func step(
    parameters: inout [Float], average: inout [Float], gradient: [Float], learningRate: Double,
    decay: Double
  ) {
    let step = schedule.next(learningRate: learningRate, decay: decay)
    for index in gradient.indices {
      let g = gradient[index]
      first[index] = fusedMultiplyAdd(0.1, g, 0.9 * first[index])
      second[index] = fusedMultiplyAdd(0.001, g * g, 0.999 * second[index])
      let root = fusedMultiplyAdd(second[index].squareRoot(), step.rootScale, 1e-8)
      parameters[index] -= step.rate * first[index] / root
      average[index] = fusedMultiplyAdd(
        step.averaging, parameters[index] - average[index], average[index])
    }
  }
}
