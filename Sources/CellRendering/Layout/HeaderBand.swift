internal import Simulation

/// The first row: scene, method and score, whether it plays, the step, the recording.
struct HeaderBand {
  let frame: Frame
  /// Which of several runs it is, where it is shown alone.
  var alone: Alone?
  /// Whether a meter's alarm is named here: where panels may hide it, and no folded line shows it.
  var hasAlarm = false

  struct Alone {
    var name: String
    /// "2 of 3".
    var place: String
  }

  func draw(on painter: inout Painter) {
    painter.fill(Box(column: 0, row: 0, width: painter.buffer.width, height: 1), .band)
    // From everything to the step alone; words are dropped, never cut.
    for detail in Detail.sequence {
      let middle = middle(detail, separator: painter.glyphs.separator)
      if Self.write(left(detail), middle, right(detail), on: &painter) { return }
    }
  }

  /// Writes three groups of words on the first row if they fit.
  static func write(
    _ left: [Span], _ middle: [Span], _ right: [Span], on painter: inout Painter
  ) -> Bool {
    let width = painter.buffer.width
    let (leftWidth, middleWidth) = (painter.width(left), painter.width(middle))
    let rightWidth = painter.width(right)
    let gaps = (leftWidth > 0 ? 2 : 0) + 2
    guard 2 + leftWidth + middleWidth + rightWidth + gaps <= width else { return false }
    painter.write(left, 1, 0)
    painter.write(right, before: width - 1, 0)
    let earliest = 1 + leftWidth + (leftWidth > 0 ? 2 : 0)
    let latest = width - 1 - rightWidth - 2 - middleWidth
    painter.write(middle, min(max((width - middleWidth) / 2 - 4, earliest), latest), 0)
    return true
  }

  /// What of the header is shown.
  struct Detail {
    var hasRate = true
    var hasWords = true
    var hasRecordingWord = true
    var hasKind = true
    var hasScene = true
    var hasScore = true
    var hasName = true
    var hasMethod = true

    /// The order in which parts go: fps, status words, REC's word, the method's kind, scene, score, name, method.
    static let sequence: [Detail] = {
      var detail = Detail()
      var result = [detail]
      let parts: [WritableKeyPath<Detail, Bool>] = [
        \.hasRate, \.hasWords, \.hasRecordingWord, \.hasKind, \.hasScene, \.hasScore, \.hasName,
        \.hasMethod,
      ]
      for part in parts {
        detail[keyPath: part] = false
        result.append(detail)
      }
      return result
    }()
  }

  func left(_ detail: Detail) -> [Span] {
    var spans: [Span] = []
    if detail.hasName { spans.append(.strong("diffviz")) }
    if detail.hasScene, !frame.scene.isEmpty {
      spans.append(Span((detail.hasName ? "  " : "") + frame.scene))
    }
    return spans
  }

  private func middle(_ detail: Detail, separator: String) -> [Span] {
    guard detail.hasMethod else { return [] }
    if let alone {
      let place: [Span] = [.dim(separator + "run " + alone.place)]
      return detail.hasScore ? [.strong(alone.name)] + place : place
    }
    let (title, note) = stage
    let isMethod = frame.stage == .method || frame.stage == .end
    let kind = isMethod && detail.hasKind && !frame.methodKind.isEmpty
    let name = [.strong(title)] + (kind ? [Span(", " + frame.methodKind)] : [])
    guard detail.hasScore, let note else { return name }
    return name + [.dim(separator), note]
  }

  /// What happens now, and by what.
  var stage: (title: String, note: Span?) {
    switch frame.stage {
    case .data: ("data", .dim("before any noise"))
    case .forward: ("forward noising", noising)
    case .learning: ("learning", Span("the cloud waits for the network", .network))
    case .method: (frame.method.isEmpty ? "method" : frame.method, score)
    case .end: (frame.method.isEmpty ? "method" : frame.method, score)
    }
  }

  /// Noising needs no score, but the network learns beside it.
  private var noising: Span {
    guard let training = frame.training, training.state == .running else {
      return .dim("no score needed")
    }
    let share = NumberField.fixed(100 * TrainingSummary(training).share, width: 3, places: 0)
    return Span("the network learns " + share + " %", .network)
  }

  private var score: Span? {
    switch frame.score {
    case .exact: Span("exact score", .exact)
    case .learned: Span("learned score", .network)
    case .empirical: Span("empirical score", .sample)
    case nil: nil
    }
  }

  func right(_ detail: Detail) -> [Span] {
    var spans = status(detail)
    let total = String(frame.steps)
    let step = NumberField.right(String(frame.step), total.count)
    if frame.steps > 0 || frame.step > 0 {
      spans.append(.dim(detail.hasWords ? "   step " : " "))
      spans += [Span(step), .dim("/" + total)]
      if detail.hasWords, frame.isPlaying, let speed { spans.append(.dim(" by " + speed)) }
    }
    if detail.hasRate {
      if frame.isPlaying, let rate = frame.framesPerSecond {
        spans.append(.dim("    " + NumberField.fixed(rate, width: 2, places: 0) + " fps"))
      } else if !frame.isPlaying {
        spans.append(.dim("   #" + Self.hex(frame.digest)))
      }
    }
    let gap = detail.hasRate ? "   " : "  "
    if hasAlarm, let alarm = MeterGauge.all(frame).first(where: \.isAlarm) {
      spans.append(.strong(gap + "! " + alarm.name, .alarm))
    }
    switch frame.recording {
    case .off: break
    case .on:
      spans.append(.strong(gap + (detail.hasRecordingWord ? "● REC" : "●"), .alarm))
    case .stopped:
      spans.append(.strong(gap + (detail.hasRecordingWord ? "! REC stopped" : "!"), .alarm))
    }
    return spans
  }

  private func status(_ detail: Detail) -> [Span] {
    let sign: String
    let word: String
    switch (frame.stage, frame.isPlaying) {
    case (.end, false): (sign, word) = ("▮▮", "end")
    case (_, true): (sign, word) = ("▶", "playing")
    case (_, false): (sign, word) = ("▮▮", "paused")
    }
    return [.strong(detail.hasWords ? sign + " " + word : sign)]
  }

  /// Steps a frame where they are not one: "4", "1/3".
  private var speed: String? {
    let steps = frame.stepsPerFrame
    guard steps.isFinite, steps > 0, steps != 1 else { return nil }
    return steps > 1 ? NumberField.compact(steps) : "1/" + NumberField.compact(1 / steps)
  }

  /// The first eight hex digits of the digest.
  static func hex(_ digest: UInt64) -> String {
    let digits = String(digest >> 32, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
