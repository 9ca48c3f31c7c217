import DiffusionCore

/// The open list of methods: a filter that is typed, and the method it stands on.
package struct MethodPicker {
  private(set) var filter = ""
  package private(set) var selected: String

  enum Outcome {
    case stay, leave
    case choose(String)
    case about(String)
  }

  init(current: String) { selected = current }

  /// The methods that the filter lets through, in the order of the catalog.
  var matches: [MethodCard] {
    samplerCatalog.map { $0.card }.filter { card in
      let words = "\(card.name) \(card.title) \(card.detail) \(card.family.rawValue)".lowercased()
      return filter.lowercased().split(separator: " ").allSatisfy { words.contains($0) }
    }
  }

  /// The method after another, round the catalog, that can run.
  static func next(after name: String, where canRun: (String) -> Bool) -> String {
    let names = samplerCatalog.map { $0.card.name }
    let index = names.firstIndex(of: name) ?? -1
    let order = (1...names.count).map { names[(index + $0) % names.count] }
    return order.first(where: canRun) ?? name
  }

  mutating func press(_ key: String) -> Outcome {
    let typed = filter
    switch key {
    case "escape": return .leave
    case "enter": return matches.contains { $0.name == selected } ? .choose(selected) : .stay
    case "tab": return matches.contains { $0.name == selected } ? .about(selected) : .stay
    case "up": move(-1)
    case "down": move(1)
    case "pageup": move(-8)
    case "pagedown": move(8)
    case "backspace": filter = String(filter.dropLast())
    case "space": filter += " "
    default: if key.count == 1, filter.count < 30 { filter += key }
    }
    let names = matches.map { $0.name }
    if filter != typed, names.contains(filter) {
      selected = filter
    } else if !names.contains(selected), let first = names.first {
      selected = first
    }
    return .stay
  }

  private mutating func move(_ count: Int) {
    let names = matches.map { $0.name }
    guard !names.isEmpty else { return }
    let index = names.firstIndex(of: selected) ?? 0
    selected = names[min(max(0, index + count), names.count - 1)]
  }
}
