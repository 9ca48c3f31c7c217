internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct ComparisonPlaceTests {
  private static let options = RenderOptions()

  private static func places(
    _ frame: Frame, _ width: Int, _ height: Int
  ) -> [(column: Int, row: Int, pane: Int, point: Vector)] {
    (0..<height).flatMap { row in
      (0..<width).compactMap { column in
        Renderer.place(
          column: column, row: row, frame: frame, width: width, height: height, options: options
        ).map { (column, row, $0.pane, $0.point) }
      }
    }
  }

  @Test func `every cell of a plane knows its run, and planes show the same points`() {
    for (width, height, count) in [(200, 60, 2), (120, 40, 3), (80, 24, 2), (60, 16, 2)] {
      var frame = SampleFrames.comparison(count, particles: 4)
      for index in 0..<count { frame.compare?.panes[index].frame.learned = nil }
      let all = Self.places(frame, width, height)
      let planes = (0..<count).map { pane in all.filter { $0.pane == pane } }
      #expect(planes.allSatisfy { $0.count == planes[0].count && !$0.isEmpty })
      for plane in planes.dropFirst() {
        for (first, other) in zip(planes[0], plane) { #expect(first.point == other.point) }
      }
      // Planes do not touch: between them stand the numbers of the axis.
      let ends = planes.map { ($0.map(\.column).min() ?? 0, $0.map(\.column).max() ?? 0) }
      for (left, right) in zip(ends, ends.dropFirst()) { #expect(right.0 - left.1 > 4) }
      let step = planes[0][1].point - planes[0][0].point
      #expect(step.x > 0 && step.y == 0)
    }
  }

  @Test func `the map of the error belongs to the run whose score it shows`() {
    let frame = SampleFrames.comparison(2, particles: 4)
    let all = Self.places(frame, 200, 60)
    #expect(all.filter { $0.pane == 1 }.count == 2 * all.filter { $0.pane == 0 }.count)
    #expect(all.allSatisfy { ($0.column >= 67) == ($0.pane == 1) })
  }

  @Test func `where one run is shown alone it is the one in front`() {
    let frame = SampleFrames.comparison(3, particles: 4, focus: 2)
    #expect(Self.places(frame, 50, 14).allSatisfy { $0.pane == 2 })
    #expect(!Self.places(frame, 50, 14).isEmpty)
    var single = frame
    single.compare = nil
    #expect(Self.places(single, 50, 14).allSatisfy { $0.pane == 0 })
    #expect(Self.places(frame, 12, 4).isEmpty)
  }
}
