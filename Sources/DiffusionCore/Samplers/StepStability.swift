/// How near the next step is to the largest one that does not overshoot ever more: 1 at the limit.
///
/// A step with the same noise, taken from a place and from places a little aside, gives the derivative
/// J of where it ends by where it began. Below an eigenvalue λ of 0 a step overshoots, below −1 each
/// overshoots the last one; the share is (1 − λ)/2 for the least λ over all places. For Langevin
/// J = I + τ ∇² log p, so that it is τ L/2 with the largest curvature L there: 1 at τ = 2/L.
/// It is meant for where particles are or should be; it says nothing of places that none comes to.
///
/// - Parameters:
///   - places: where particles are, as many as should be looked at.
///   - offset: how far aside, small against what the score changes over, > 0.
/// - Returns: nil for steps that have no such derivative: those that draw lots or may refuse, and those
///   that depend on more than where a particle is. Nil too where a step without a score does not
///   overshoot: it is no step along a slope.
public func stepShare(
  of sampler: any Sampler, over places: Cloud, offset: Double, _ context: StepContext
) -> Double? {
  guard places.count > 0, sampler.law == nil,
    !type(of: sampler).card.needs.contains(.uniforms)
  else { return nil }
  let h = Float(offset)
  let sides = [(h, 0), (-h, 0), (0, h), (0, -h)].map { x, y in
    Cloud(x: places.x.map { $0 + x }, y: places.y.map { $0 + y })
  }
  var ends: [Cloud] = []
  var usesScore = false
  for side in sides {
    var (end, stepped) = (side, sampler)
    let report = stepped.step(&end, context)
    guard report.acceptance == nil, stepped.memoryBytes == 0 else { return nil }
    usesScore = report.scoreEvaluations > 0
    ends.append(end)
  }
  var least = Double.infinity
  for index in 0..<places.count {
    let across = (ends[0][index] - ends[1][index]) / (sides[0][index].x - sides[1][index].x)
    let up = (ends[2][index] - ends[3][index]) / (sides[2][index].y - sides[3][index].y)
    let (half, determinant) = ((across.x + up.y) / 2, across.x * up.y - across.y * up.x)
    // Of a pair of complex eigenvalues the real part.
    let eigenvalue = half - max(0, half * half - determinant).squareRoot()
    if eigenvalue < least { least = eigenvalue }
  }
  let share = (1 - least) / 2
  return share.isFinite && (usesScore || share > 0.5) ? share : nil
}
