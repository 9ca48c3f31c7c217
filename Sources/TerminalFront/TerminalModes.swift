/// What is written when the screen is entered and left.
struct TerminalModes {
  let enter: String
  let leave: String
  /// Asks for the background colour; the answer is read whenever it comes, if it comes.
  let question: String

  init(description: TerminalDescription, mouse: Bool, asksBackground: Bool) {
    guard description.isAnsi else {
      enter = description.enter
      leave = description.leave
      question = ""
      return
    }
    // Bracketed paste always; buttons, drags and SGR coordinates where the mouse is asked for.
    let reports = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
    enter = description.enter + "\u{1B}[?2004h" + (mouse ? reports : "")
    let silence = mouse ? "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l" : ""
    leave = "\u{1B}[?2026l" + silence + "\u{1B}[?2004l" + description.leave
    let answers = ["xterm", "tmux", "rxvt", "foot", "alacritty", "kitty", "st-"]
    let understands = answers.contains(where: description.name.hasPrefix)
    question = asksBackground && understands ? "\u{1B}]11;?\u{1B}\\" : ""
  }
}
