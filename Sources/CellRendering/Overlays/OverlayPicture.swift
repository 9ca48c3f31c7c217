/// A page over the view.
public enum OverlayPicture: Equatable, Sendable {
  case none
  /// Keys and symbols, on the whole screen.
  case help(HelpPicture)
  /// A list to choose from, over the plane.
  case menu(MenuPicture)
  /// A text to read, over the plane.
  case page(TextPage)

  var isHelp: Bool {
    if case .help = self { return true }
    return false
  }
}

/// Keys in groups; the legend of every symbol is added by the renderer.
public struct HelpPicture: Equatable, Sendable {
  public var groups: [KeyGroup]
  /// Rows scrolled down.
  public var scroll: Int
  public var hints: [KeyHint]

  public init(groups: [KeyGroup], scroll: Int = 0, hints: [KeyHint] = []) {
    self.groups = groups
    self.scroll = scroll
    self.hints = hints
  }
}

public struct KeyGroup: Equatable, Sendable {
  public var title: String
  public var rows: [Row]

  public struct Row: Equatable, Sendable {
    public var keys: String
    public var meaning: String

    public init(_ keys: String, _ meaning: String) {
      self.keys = keys
      self.meaning = meaning
    }
  }

  public init(_ title: String, _ rows: [Row]) {
    self.title = title
    self.rows = rows
  }
}

/// A list in families with a line to narrow it, and a card for the chosen entry.
public struct MenuPicture: Equatable, Sendable {
  public var title: String
  /// Right of the title: "40 methods".
  public var note: String
  /// What was typed to narrow the list.
  public var filter: String
  public var groups: [Group]
  /// The chosen entry, counted over all groups.
  public var chosen: Int
  public var card: MenuCard?
  public var hints: [KeyHint]

  public struct Group: Equatable, Sendable {
    public var title: String
    public var entries: [Entry]

    public init(_ title: String, _ entries: [Entry]) {
      self.title = title
      self.entries = entries
    }
  }

  public struct Entry: Equatable, Sendable {
    public var name: String
    public var summary: String
    /// Whether it can be chosen here.
    public var isOpen: Bool
    /// Whether it is one of several that are on.
    public var isMarked: Bool

    public init(
      _ name: String, _ summary: String, isOpen: Bool = true, isMarked: Bool = false
    ) {
      self.name = name
      self.summary = summary
      self.isOpen = isOpen
      self.isMarked = isMarked
    }
  }

  public init(
    title: String, note: String = "", filter: String = "", groups: [Group], chosen: Int = 0,
    card: MenuCard? = nil, hints: [KeyHint] = []
  ) {
    self.title = title
    self.note = note
    self.filter = filter
    self.groups = groups
    self.chosen = chosen
    self.card = card
    self.hints = hints
  }
}

/// What there is to know about one entry of a menu.
public struct MenuCard: Equatable, Sendable {
  public var name: String
  public var summary: String
  /// The update rule, a line each, in Unicode mathematics.
  public var rule: [String]
  public var parameters: [MenuParameter]
  public var knownFailure: String
  public var source: String
  /// Short facts: ("needs", "a score").
  public var facts: [MenuFact]

  public init(
    name: String, summary: String = "", rule: [String] = [], parameters: [MenuParameter] = [],
    knownFailure: String = "", source: String = "", facts: [MenuFact] = []
  ) {
    self.name = name
    self.summary = summary
    self.rule = rule
    self.parameters = parameters
    self.knownFailure = knownFailure
    self.source = source
    self.facts = facts
  }
}

public struct MenuParameter: Equatable, Sendable {
  public var name: String
  public var value: String
  public var range: String
  /// Whether keys change it now.
  public var isChosen: Bool

  public init(_ name: String, value: String, range: String, isChosen: Bool = false) {
    self.name = name
    self.value = value
    self.range = range
    self.isChosen = isChosen
  }
}

public struct MenuFact: Equatable, Sendable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A text to read: headings, paragraphs, formulas and tables of parameters.
public struct TextPage: Equatable, Sendable {
  public var title: String
  public var note: String
  public var blocks: [Block]
  /// Rows scrolled down.
  public var scroll: Int
  public var hints: [KeyHint]

  public enum Block: Equatable, Sendable {
    case heading(String)
    case paragraph(String)
    /// A line of mathematics, never broken.
    case formula(String)
    case parameter(MenuParameter)
    case fact(MenuFact)
    case blank
  }

  public init(
    title: String, note: String = "", blocks: [Block], scroll: Int = 0, hints: [KeyHint] = []
  ) {
    self.title = title
    self.note = note
    self.blocks = blocks
    self.scroll = scroll
    self.hints = hints
  }
}
