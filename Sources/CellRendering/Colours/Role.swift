/// What a colour means.
///
/// Blue is the exact law, gold the particles, rose the network, green the probe;
/// everything else is grey, and red an alarm.
package enum Role: Int, CaseIterable, Sendable {
  case text, bright, dim
  case rule, grid, band, overlay, chosen
  /// Particles by the number under a cell: few, some, many, most.
  case particle1, particle2, particle3, particle4
  /// Lines and numbers of the particles.
  case sample, sampleBar, histogram, histogramExcess
  /// Text of the exact law.
  case exact, exactBar, contour, histogramDeficit
  case exactArrow1, exactArrow2, exactArrow3
  case network, networkBar
  case networkArrow1, networkArrow2, networkArrow3
  case probe, alarm

  /// Roles that are the background of text rather than its colour.
  package static let backgrounds: [Role] = [.band, .overlay, .chosen]
  /// Roles in which words and numbers are written.
  package static let texts: [Role] = [
    .text, .bright, .dim, .sample, .exact, .network, .probe, .alarm,
  ]
}
