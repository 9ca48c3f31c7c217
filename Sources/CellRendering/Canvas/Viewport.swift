package import DiffusionCore

/// The part of the plane that a box of cells shows, with equal scales on both axes.
///
/// A cell is 2 × 4 dots. Dot positions are measured from the upper left corner: x = 0 … 2 columns,
/// y = 0 … 4 rows, downwards; dot k holds [k, k + 1).
package struct Viewport: Hashable, Sendable {
  package let columns: Int
  package let rows: Int
  package let centerX: Double
  package let centerY: Double
  /// Dots per unit of the plane.
  package let scaleX: Double
  package let scaleY: Double

  /// Fits bounds into a box of cells, each `cellAspect` times as high as wide; 2 makes square dots.
  package init(bounds: Extent, columns: Int, rows: Int, cellAspect: Double = 2) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    func finite(_ value: Double, _ fallback: Double) -> Double { value.isFinite ? value : fallback }
    centerX = finite((bounds.xMin + bounds.xMax) / 2, 0)
    centerY = finite((bounds.yMin + bounds.yMax) / 2, 0)
    let aspect = cellAspect.isFinite && cellAspect > 0 ? cellAspect : 2
    let width = finite(bounds.xMax - bounds.xMin, 1)
    let height = finite(bounds.yMax - bounds.yMin, 1)
    let scale = min(
      2 * Double(self.columns) / max(width, .leastNormalMagnitude),
      2 * aspect * Double(self.rows) / max(height, .leastNormalMagnitude))
    scaleX = scale.isFinite && scale > 0 ? scale : 1
    scaleY = scaleX * 2 / aspect
  }

  package var dotColumns: Int { 2 * columns }
  package var dotRows: Int { 4 * rows }

  package func dotX(_ x: Double) -> Double { (x - centerX) * scaleX + Double(columns) }
  package func dotY(_ y: Double) -> Double { (centerY - y) * scaleY + Double(2 * rows) }
  package func x(atDot position: Double) -> Double {
    centerX + (position - Double(columns)) / scaleX
  }
  package func y(atDot position: Double) -> Double {
    centerY - (position - Double(2 * rows)) / scaleY
  }

  /// What the box shows.
  package var extent: Extent {
    Extent(
      xMin: x(atDot: 0), xMax: x(atDot: Double(dotColumns)), yMin: y(atDot: Double(dotRows)),
      yMax: y(atDot: 0))
  }
}
