internal import Simulation

/// A block of numbers or charts beneath the planes of a comparison.
protocol ComparePanel: Sendable {
  /// The rows it can use; nil where no run has anything for it.
  func heights(_ comparison: Comparison, width: Int) -> PanelHeights?
  /// Draws into a box whose height lies within `heights`.
  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter)
}

/// Everything, for walls; from the left, what goes first at the end.
let wallPanels: [any ComparePanel] = [
  CompareSchedulePanel(), CompareTrainingPanel(), CompareTablePanel(), CompareHistoryPanel(),
  CompareWeightsPanel(), CompareErrorsPanel(), CompareProbePanel(), CompareRulePanel(),
]

/// The table, the probe while it is out, and what says most beside them.
let splitPanels: [any ComparePanel] = [
  CompareTablePanel(), CompareProbePanel(), CompareHistoryPanel(), CompareWeightsPanel(),
  CompareErrorsPanel(),
]

/// The loss of the network, where the runs have one: the panel of a single run.
struct CompareTrainingPanel: ComparePanel {
  /// The run whose training is shown: the one in front, or the first that has any.
  private func frame(_ comparison: Comparison) -> Frame? {
    ([comparison.focused] + comparison.panes).map(\.frame).first { $0.training != nil }
  }

  func heights(_ comparison: Comparison, width: Int) -> PanelHeights? {
    frame(comparison).flatMap { TrainingPanel().heights($0, width: width) }
  }

  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter
  ) {
    guard let frame = frame(comparison) else { return }
    TrainingPanel().draw(frame, in: box, scales: &scales, on: &painter)
  }
}

/// What one step of the run in front does.
struct CompareRulePanel: ComparePanel {
  func heights(_ comparison: Comparison, width: Int) -> PanelHeights? {
    RulePanel().heights(comparison.focused.frame, width: width)
  }

  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter
  ) {
    RulePanel().draw(comparison.focused.frame, in: box, scales: &scales, on: &painter)
  }
}
