import CellRendering
import DiffusionCore
import Simulation

extension Viewer {
  /// Opens the menu of what to compare with, or goes on with the run in focus alone.
  mutating func toggleComparison() {
    guard !lanes.isCompared else { return lanes.close() }
    let groups = session.changes
    let items = groups.flatMap { group in
      group.entries.map {
        ListPicker.Item(name: $0.change.name, words: "\(group.title) \($0.summary)")
      }
    }
    open = .compareMenu(
      ListPicker(items, current: "", endings: ["enter", "|"], mostMarks: Lanes.most - 1), groups)
  }

  /// Does what was chosen from the menu.
  mutating func pick(_ outcome: ListPicker.Outcome, of groups: [RunChangeGroup]) {
    switch outcome {
    case .stay: break
    case .leave: open = .none
    case .done(_, let names):
      open = .none
      let changes = groups.flatMap { $0.entries }.map { $0.change }
      compare(with: names.compactMap { name in changes.first { $0.name == name } })
    }
  }

  /// Puts runs beside the one in focus, all from the start.
  mutating func compare(with changes: [RunChange]) {
    do {
      if lanes.isCompared { lanes.close() }
      try lanes.compare(with: changes)
      isPlaying = true
      rest()
      if lanes.sessions.contains(where: { $0.score == .learned && $0.network?.isFinal != true }),
        trainer.status.state == .idle
      {
        trainer.start()
      }
    } catch {
      say(Notice("\((error as? SettingError)?.message ?? "\(error)")", isAlarm: true))
    }
  }

  /// A second run that goes on from here by itself; both stand until one is told otherwise.
  mutating func branch() {
    isPlaying = false
    guard lanes.branch() else {
      return say(Notice("\(Lanes.most) runs are as many as fit"))
    }
    say(Notice("branch: choose a method (m, then >), score (e) or σ for it, then space"))
  }

  mutating func nextAlignment() {
    guard lanes.isCompared else {
      return say(Notice("only runs side by side are aligned: | first"))
    }
    let order = ComparePicture.Alignment.allCases
    let index = order.firstIndex(of: lanes.alignment) ?? 0
    lanes.alignment = order[(index + 1) % order.count]
    say(Notice("aligned by \(lanes.alignment.rawValue)"))
  }

  /// Gives runs that keep to a training step its weights, when they are there.
  mutating func provideStages() {
    for step in lanes.wantedTrainingSteps {
      if let network = trainer.stages.network(at: step) {
        lanes.provide(network, trainingStep: step)
      }
    }
  }

  /// What the runs wait for.
  var waitingNotice: Notice? {
    guard lanes.isCompared, lanes.isWaiting else { return nil }
    guard let step = lanes.wantedTrainingSteps.first else {
      return Notice("the runs begin when the network is trained")
    }
    let now = trainer.stages.progress ?? 0
    return Notice("training the network to step \(step): \(100 * now / max(1, step)) %")
  }

  func compareMenuPicture(_ picker: ListPicker, _ groups: [RunChangeGroup]) -> MenuPicture {
    let matches = picker.matches
    let shown = groups.compactMap { group -> MenuPicture.Group? in
      let entries = group.entries.filter { matches.contains($0.change.name) }.map { entry in
        MenuPicture.Entry(
          entry.change.name, entry.summary, isOpen: entry.isOpen,
          isMarked: picker.marked.contains(entry.change.name))
      }
      return entries.isEmpty ? nil : MenuPicture.Group(group.title, entries)
    }
    let names = shown.flatMap { $0.entries.map { $0.name } }
    return MenuPicture(
      title: "compare with", note: "same start, same noise", filter: picker.filter, groups: shown,
      chosen: names.firstIndex(of: picker.selected) ?? 0,
      hints: [
        KeyHint("↑↓", "choose"), KeyHint("space", "mark more than one"),
        KeyHint("enter", "compare"),
        KeyHint("esc", "back", isLasting: true),
      ])
  }
}
