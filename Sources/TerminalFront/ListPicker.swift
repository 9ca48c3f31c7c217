/// An open list: a filter that is typed, the entry it stands on, and entries that are marked.
package struct ListPicker {
  /// An entry by its name, which no other has, and the words that a filter looks in.
  struct Item {
    var name: String
    var words: String
  }

  let items: [Item]
  /// The keys that end the choice.
  let endings: Set<String>
  /// The most entries that may be marked, by the space bar; with none it belongs to the filter.
  let mostMarks: Int
  private(set) var filter = ""
  package private(set) var selected: String
  package private(set) var marked: [String] = []

  enum Outcome {
    case stay, leave
    /// An ending key, and the marked entries or else the one it stands on.
    case done(key: String, names: [String])
  }

  init(_ items: [Item], current: String, endings: Set<String>, mostMarks: Int = 0) {
    (self.items, self.endings, self.mostMarks) = (items, endings, mostMarks)
    selected = items.contains { $0.name == current } ? current : items.first?.name ?? ""
  }

  /// The entries that the filter lets through, in order.
  var matches: [String] {
    let parts = filter.lowercased().split(separator: " ")
    return items.filter { item in
      let words = "\(item.name) \(item.words)".lowercased()
      return parts.allSatisfy { words.contains($0) }
    }.map { $0.name }
  }

  mutating func press(_ key: String) -> Outcome {
    let typed = filter
    switch key {
    case "escape": return .leave
    case _ where endings.contains(key):
      if !marked.isEmpty { return .done(key: key, names: marked) }
      return matches.contains(selected) ? .done(key: key, names: [selected]) : .stay
    case "up": move(-1)
    case "down": move(1)
    case "pageup": move(-8)
    case "pagedown": move(8)
    case "backspace": filter = String(filter.dropLast())
    case "space" where mostMarks > 0: toggleMark()
    case "space": filter += " "
    default: if key.count == 1, filter.count < 30 { filter += key }
    }
    let names = matches
    if filter != typed, names.contains(filter) {
      selected = filter
    } else if !names.contains(selected), let first = names.first {
      selected = first
    }
    return .stay
  }

  private mutating func toggleMark() {
    if let index = marked.firstIndex(of: selected) {
      marked.remove(at: index)
    } else if matches.contains(selected), marked.count < mostMarks {
      marked.append(selected)
    }
    move(1)
  }

  private mutating func move(_ count: Int) {
    let names = matches
    guard !names.isEmpty else { return }
    let index = names.firstIndex(of: selected) ?? 0
    selected = names[min(max(0, index + count), names.count - 1)]
  }
}
