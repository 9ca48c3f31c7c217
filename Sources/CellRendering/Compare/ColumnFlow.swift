/// Panels of unlike heights in columns side by side.
enum ColumnFlow {
  /// Gap between columns.
  private static func gap(_ width: Int) -> Int { width >= 158 ? 7 : 4 }

  /// Places the panels that have something to say, in order, from column to column.
  ///
  /// Where not all fit, they are left out from the end of the catalog.
  static func panels(
    _ catalog: [any ComparePanel], _ comparison: Comparison, in area: Box
  ) -> [CompareLayout.PlacedPanel] {
    let gap = gap(area.width)
    let most = max(1, min(4, (area.width + gap) / (40 + gap)))
    let all = catalog.indices.filter {
      catalog[$0].heights(comparison, width: area.width / most - gap) != nil
    }
    var chosen = Array(all)
    while !chosen.isEmpty {
      let count = min(most, chosen.count)
      let pitch = (area.width + gap) / count
      let width = min(64, pitch - gap)
      let heights = chosen.compactMap { catalog[$0].heights(comparison, width: width) }
      if heights.count == chosen.count,
        let columns = split(heights, count: count, height: area.height)
      {
        return columns.enumerated().flatMap { index, range in
          let box = Box(
            column: area.column + index * pitch, row: area.row, width: width, height: area.height)
          return place(chosen[range], heights[range], in: box)
        }
      }
      chosen.removeLast()
    }
    return []
  }

  private static func place(
    _ panels: ArraySlice<Int>, _ heights: ArraySlice<PanelHeights>, in box: Box
  ) -> [CompareLayout.PlacedPanel] {
    var row = box.row
    return zip(panels, PanelHeights.shared(Array(heights), height: box.height)).map {
      index, rows in
      defer { row += rows + 1 }
      return CompareLayout.PlacedPanel(
        index: index, box: Box(column: box.column, row: row, width: box.width, height: rows))
    }
  }

  /// The split into columns whose fullest is the least full, by plain heights; nil where even the
  /// least heights do not fit.
  ///
  /// At most eight panels and four columns: every split is tried.
  static func split(_ heights: [PanelHeights], count: Int, height: Int) -> [Range<Int>]? {
    best(heights, from: 0, columns: count, height: height)?.ranges
  }

  private typealias Split = (cost: [Int], ranges: [Range<Int>])

  private static func best(
    _ heights: [PanelHeights], from start: Int, columns: Int, height: Int
  ) -> Split? {
    if start == heights.count { return columns == 0 ? ([], []) : nil }
    guard columns > 0 else { return nil }
    var best: Split?
    for end in start + 1...heights.count {
      let part = heights[start..<end]
      guard part.reduce(part.count - 1, { $0 + $1.least }) <= height else { break }
      guard let rest = Self.best(heights, from: end, columns: columns - 1, height: height) else {
        continue
      }
      let plain = part.reduce(part.count - 1) { $0 + $1.plain }
      // The fullest column decides, then the next one.
      let cost = (rest.cost + [plain]).sorted(by: >)
      if let known = best, !cost.lexicographicallyPrecedes(known.cost) { continue }
      best = (cost, [start..<end] + rest.ranges)
    }
    return best
  }
}
