package import CellRendering
import DiffusionCore
import Simulation

extension Viewer {
  /// The page that is open over the view.
  package var overlayPicture: OverlayPicture {
    switch open {
    case .none: .none
    case .help(let scroll): .help(helpPicture(scroll))
    case .about(let scroll): .page(aboutPage(scroll))
    case .picker(let picker): .menu(menuPicture(picker))
    case .compareMenu(let picker, let groups): .menu(compareMenuPicture(picker, groups))
    }
  }

  mutating func clampScroll(to limit: Int) {
    switch open {
    case .help(let scroll): open = .help(scroll: min(scroll, limit))
    case .about(let scroll): open = .about(scroll: min(scroll, limit))
    case .none, .picker, .compareMenu: break
    }
  }

  private func helpPicture(_ scroll: Int) -> HelpPicture {
    var groups: [KeyGroup] = []
    for row in KeyMap.rows {
      let line = KeyGroup.Row(row.keys, row.meaning)
      if groups.last?.title == row.group {
        groups[groups.count - 1].rows.append(line)
      } else {
        groups.append(KeyGroup(row.group, [line]))
      }
    }
    return HelpPicture(
      groups: groups, scroll: scroll,
      hints: [KeyHint("any key", "back", isLasting: true), KeyHint("↑↓", "scroll")])
  }

  // MARK: Methods

  /// The list of all methods.
  static func methodPicker(current: String) -> ListPicker {
    ListPicker(
      samplerCatalog.map { $0.card }.map { card in
        .init(name: card.name, words: "\(card.title) \(card.detail) \(card.family.rawValue)")
      },
      current: current, endings: ["enter", "tab", "|", ">"])
  }

  /// Does what was chosen from the list of methods.
  mutating func pick(_ outcome: ListPicker.Outcome) {
    guard case .done(let key, let names) = outcome, let name = names.first else {
      if case .leave = outcome { open = .none }
      return
    }
    open = .none
    switch key {
    case "|": compare(with: [.method(choice(named: name))])
    case ">": perform(.resume(choice(named: name)))
    case "tab":
      perform(.select(choice(named: name)))
      open = .about(scroll: 0)
    default: perform(.select(choice(named: name)))
    }
  }

  private func menuPicture(_ picker: ListPicker) -> MenuPicture {
    let names = picker.matches
    let matches = samplerCatalog.map { $0.card }.filter { names.contains($0.name) }
    let groups = MethodFamily.allCases.compactMap { family -> MenuPicture.Group? in
      let entries = matches.filter { $0.family == family }
        .map { card in
          let unmet = session.scene.unmetNeed(of: card)
          return MenuPicture.Entry(
            card.name, unmet.map { "needs \($0.words)" } ?? card.detail, isOpen: unmet == nil)
        }
      return entries.isEmpty ? nil : MenuPicture.Group(family.rawValue, entries)
    }
    let ordered = MethodFamily.allCases.flatMap { family in matches.filter { $0.family == family } }
    let chosen = ordered.firstIndex { $0.name == picker.selected } ?? 0
    return MenuPicture(
      title: "method", note: "\(samplerCatalog.count) methods", filter: picker.filter,
      groups: groups, chosen: chosen,
      card: matches.first { $0.name == picker.selected }.map(menuCard),
      hints: [
        KeyHint("↑↓", "choose"), KeyHint("enter", "start"), KeyHint("|", "beside"),
        KeyHint(">", "go on from here"), KeyHint("tab", "start and read about it"),
        KeyHint("esc", "back", isLasting: true),
      ])
  }

  private func menuCard(_ card: MethodCard) -> MenuCard {
    MenuCard(
      name: card.name, summary: "\(card.title), \(card.detail)", rule: card.rule,
      parameters: parameters(of: card), knownFailure: card.failure, source: card.source,
      facts: facts(of: card))
  }

  private func parameters(of card: MethodCard) -> [MenuParameter] {
    let course = try? session.scene.course(of: choice(named: card.name))
    let levels = MenuParameter("steps", value: "\(course?.steps ?? card.defaultLevels)", range: "")
    let knobs = course?.sampler.knobValues ?? []
    return [levels]
      + knobs.map {
        MenuParameter($0.name, value: Self.fourDigits($0.value), range: $0.range.words)
      }
  }

  private func facts(of card: MethodCard) -> [MenuFact] {
    [
      MenuFact(
        "needs",
        card.needs.isEmpty ? "nothing" : card.needs.map { $0.words }.joined(separator: ", ")),
      MenuFact("score calls a step", "\(card.scoreEvaluations)"),
    ]
  }

  private func aboutPage(_ scroll: Int) -> TextPage {
    let card = session.course.card
    var blocks: [TextPage.Block] = [
      .heading("\(card.title), \(card.detail)"), .paragraph(card.idea), .heading("the rule"),
    ]
    blocks += card.rule.map { .formula($0) } + [.blank]
    blocks += type(of: session.course.sampler).glossary.map {
      .parameter(MenuParameter($0.name, value: "", range: $0.meaning))
    }
    blocks += [.heading("parameters")] + knobBlocks
    blocks += [.heading("what it samples"), .paragraph(card.law)]
    blocks +=
      [.heading("known to get wrong"), .paragraph(card.failure)] + measures(in: card.failure)
    if !session.scene.about.isEmpty {
      blocks += [.heading("this scene"), .paragraph(session.scene.about)]
    }
    blocks += [.heading("what it takes")] + facts(of: card).map { .fact($0) }
    blocks += [.heading("source"), .paragraph(card.source)]
    return TextPage(
      title: card.name, note: card.family.rawValue, blocks: blocks, scroll: scroll,
      hints: [KeyHint("any key", "back", isLasting: true), KeyHint("↑↓", "scroll")])
  }

  /// Every knob with its value, what it does, and the name, range and default for a scene or `--set`.
  private var knobBlocks: [TextPage.Block] {
    let course = session.course
    let defaults = type(of: course.sampler).knobDefaults
    let knobs = course.sampler.knobValues.map { knob in
      let name = knob.symbol == knob.name ? "" : knob.name + ": "
      let words = defaults.first { $0.name == knob.name }?.words ?? ""
      return MenuParameter(
        knob.symbol, value: Self.fourDigits(knob.value),
        range: "\(knob.summary) (\(name)\(knob.range.words), default \(words))")
    }
    let run = MenuParameter(
      "run", value: "\(course.steps)",
      range: course.card.course.isLadder
        ? "steps in all, one or more at each level of the schedule"
        : "steps in all, as the schedule has them")
    return (knobs + [run]).map { .parameter($0) }
  }

  /// A value to read, to four digits where it has more: 0.01423 for 0.014234875.
  private static func fourDigits(_ value: Double) -> String {
    guard abs(value) > 1e-12 else { return NumberText.shortest(Float(value)) }
    var scale = 1.0
    while abs(value) * scale < 1000 { scale *= 10 }
    return NumberText.shortest(Float((value * scale).rounded() / scale))
  }

  /// What the figures of a card are measured in, where it has any.
  private func measures(in text: String) -> [TextPage.Block] {
    let all = [
      ("spread", "variance within the modes over that of the data: 1 is right"),
      ("weights", "off by half the sum over modes of |share of particles − share of the law|"),
    ]
    return all.filter { text.contains($0.0 == "weights" ? "off by" : $0.0 + " ") }
      .map { .fact(MenuFact($0.0, $0.1)) }
  }
}
