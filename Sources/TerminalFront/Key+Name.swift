extension Key {
  /// The name that the key table uses: the character itself, or a word in lower case.
  var name: String {
    switch self {
    case .character(" "): "space"
    case .character(let scalar): String(scalar)
    case .control(let scalar): "ctrl-\(scalar)"
    case .alt(let scalar): "alt-\(scalar)"
    case .up: "up"
    case .down: "down"
    case .left: "left"
    case .right: "right"
    case .home: "home"
    case .end: "end"
    case .pageUp: "pageup"
    case .pageDown: "pagedown"
    case .insert: "insert"
    case .delete: "delete"
    case .enter: "enter"
    case .tab: "tab"
    case .backTab: "backtab"
    case .backspace: "backspace"
    case .escape: "escape"
    case .function(let number): "f\(number)"
    case .modified(_, let key): key.name
    }
  }
}
