/// Runs side by side: from the same start, with the same noise.
public struct ComparePicture: Sendable {
  /// Two to four runs, the first one left.
  public var panes: [Pane]
  /// Index of the run that keys act on.
  public var focus: Int
  public var alignment: Alignment
  /// What all have in common, "reverse SDE" or "exact score"; empty where that is nothing.
  public var common: String
  /// How they began, "same start, same noise" or "branched at step 40".
  public var origin: String

  public init(
    panes: [Pane], focus: Int, alignment: Alignment, common: String, origin: String
  ) {
    (self.panes, self.focus, self.alignment) = (panes, focus, alignment)
    (self.common, self.origin) = (common, origin)
  }

  /// One run.
  public struct Pane: Sendable {
    /// Cloud, law, field, schedule, truth, probe and meters of its own; `compare` is nil.
    public var frame: Frame
    /// What tells it from the others, "learned score", "DDIM", "50 steps".
    public var name: String
    /// More of it, "network at step 12 400"; may be empty.
    public var note: String

    public init(frame: Frame, name: String, note: String) {
      (self.frame, self.name, self.note) = (frame, name, note)
    }
  }

  /// What runs of unlike steps have in common at the moment shown.
  public enum Alignment: String, CaseIterable, Sendable {
    case step = "step"
    case time = "noise level"
    case evaluations = "score evaluations"
  }
}
