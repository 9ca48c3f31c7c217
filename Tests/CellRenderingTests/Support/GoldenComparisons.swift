/// Comparisons as they must look, made from `SampleFrames.comparison` and looked at.
enum GoldenComparisons {
  static let wall200x60 = ""
  static let split120x40 = ""
  static let folded80x24 = ""
}
