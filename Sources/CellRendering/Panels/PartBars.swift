internal import Simulation

/// The weight of each part in the cloud beside its weight in the law.
struct PartBars {
  let truth: TruthPicture

  /// Whether there is anything to compare: two parts at least.
  static func hasParts(_ truth: TruthPicture) -> Bool {
    truth.lawWeights.count > 1 && truth.weights.count == truth.lawWeights.count
  }

  /// A bar for one part, or for some neighbours where there are more parts than room.
  struct Group: Equatable {
    var first: Int
    var found: Double
    var exact: Double
  }

  static func groups(_ truth: TruthPicture, width: Int) -> [Group] {
    let most = max(1, width / 2)
    let count = truth.lawWeights.count
    let size = (count + most - 1) / most
    return stride(from: 0, to: count, by: size).map { start in
      let range = start..<min(count, start + size)
      return Group(
        first: start + 1, found: truth.weights[range].reduce(0, +),
        exact: truth.lawWeights[range].reduce(0, +))
    }
  }

  /// A heading, bars, and the number of each part.
  func draw(
    in box: Box, scale: inout HeldScale, frames: Int, on painter: inout Painter
  ) {
    let groups = Self.groups(truth, width: box.width)
    let size = groups.count > 1 ? groups[1].first - groups[0].first : 1
    let part = truth.partName.isEmpty ? "part" : truth.partName
    let title = part + " weights" + (size > 1 ? ", \(size) a bar" : "")
    painter.put(title, box.column, box.row)
    let sign = painter.glyphs.isASCII
    let key: [Span] = [
      Span(sign ? "# " : "▇ ", .sampleBar), .dim("particles  "),
      Span(sign ? "| " : "▇ ", .exactBar), .dim("law"),
    ]
    let close: [Span] = [
      Span(sign ? "# " : "▇ ", .sampleBar), .dim("particles "),
      Span(sign ? "| " : "▇ ", .exactBar), .dim("law"),
    ]
    let short: [Span] = [
      Span(sign ? "# " : "▇ ", .sampleBar), .dim("cloud "),
      Span(sign ? "| " : "▇ ", .exactBar), .dim("law"),
    ]
    let room = box.width - painter.width(title) - 2
    painter.write(
      painter.first(of: [key, close, short], fitting: room) ?? [], before: box.endColumn, box.row)

    let top = groups.reduce(0) { max($0, $1.found, $1.exact) }
    let held = 1.15 * scale.hold(top, frames: frames)
    let pitch = box.width / max(1, groups.count)
    let width = max(1, min(7, (pitch - 2) / 2))
    var free = box.column
    for (index, group) in groups.enumerated() {
      let column = box.column + index * pitch + max(0, (pitch - 2 * width - 1) / 2)
      drawPair(group, column, width, box, held, on: &painter)
      let label = String(group.first)
      guard column >= free, column + label.count <= box.endColumn else { continue }
      painter.put(label, column, box.endRow - 1, .dim)
      free = column + label.count + 1
    }
  }

  private func drawPair(
    _ group: Group, _ column: Int, _ width: Int, _ box: Box, _ scale: Double,
    on painter: inout Painter
  ) {
    let base = box.endRow - 2
    Bar.vertical(
      share: group.found / scale, column: column, width: width, baseRow: base,
      height: box.height - 2, role: .sampleBar, on: &painter)
    Bar.vertical(
      share: group.exact / scale, column: column + width, width: width, baseRow: base,
      height: box.height - 2, role: .exactBar, ascii: "|", on: &painter)
  }
}

/// σ² E|s_θ − s|² at some noise levels, the present one in front.
struct ErrorBars {
  let truth: TruthPicture
  let sigma: Double

  func draw(
    in box: Box, scale: inout HeldScale, frames: Int, on painter: inout Painter
  ) {
    painter.put("score error by σ", box.column, box.row)
    if let now = truth.scoreErrorNow {
      painter.write(
        [.dim("now "), .strong(NumberField.fixed(now, width: 5, places: 3), .network)],
        before: box.endColumn, box.row)
    }
    let most = max(1, (box.width + 2) / 5)
    let errors = TruthPicture.thinned(truth.scoreErrors, to: most)
    let top = errors.reduce(0) { $1.error.isFinite ? max($0, $1.error) : $0 }
    let held = 1.1 * scale.hold(top, frames: frames)
    let pitch = (box.width + 2) / max(1, errors.count)
    let width = max(1, min(pitch - 1, pitch * 3 / 5))
    var free = box.column
    let nearest = errors.indices.min {
      errors[$0].distance(to: sigma) < errors[$1].distance(to: sigma)
    }
    for (index, error) in errors.enumerated() {
      let column = box.column + index * pitch
      let isNear = index == nearest && error.distance(to: sigma) < 1.5
      Bar.vertical(
        share: error.error / held, column: column, width: width, baseRow: box.endRow - 2,
        height: box.height - 2, role: isNear ? .network : .networkBar, on: &painter)
      let label = NumberField.compact(error.sigma)
      let place = min(column, box.endColumn - label.count)
      guard label.count < pitch, place >= free else { continue }
      painter.put(label, place, box.endRow - 1, isNear ? .network : .dim, bold: isNear)
      free = place + label.count + 1
    }
  }
}

extension LevelError {
  /// How many powers of e this level is from another.
  func distance(to other: Double) -> Double {
    guard sigma > 0, other > 0, other.isFinite else { return .infinity }
    return abs(logarithm(sigma / other))
  }
}

extension TruthPicture {
  /// Evenly chosen levels where there are more than fit.
  static func thinned(_ errors: [LevelError], to count: Int) -> [LevelError] {
    guard errors.count > count, count > 1 else { return Array(errors.prefix(count)) }
    return (0..<count).map { errors[$0 * (errors.count - 1) / (count - 1)] }
  }
}
