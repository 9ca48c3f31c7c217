/// The colours of one role at every depth.
struct RoleColors: Sendable {
  /// Code of the 256; its RGB is the colour at 24 bits too.
  var code: UInt8
  /// Code of the eight; nil for the terminal's own.
  var eight: UInt8?

  init(_ code: UInt8, _ eight: UInt8?) {
    self.code = code
    self.eight = eight
  }
}

extension Role {
  func colors(_ appearance: Appearance) -> RoleColors {
    appearance == .dark ? dark : light
  }

  private var dark: RoleColors {
    switch self {
    case .text: RoleColors(252, nil)
    case .bright: RoleColors(255, nil)
    case .dim: RoleColors(246, nil)
    case .rule: RoleColors(239, nil)
    case .grid: RoleColors(236, nil)
    case .band: RoleColors(235, nil)
    case .overlay: RoleColors(234, nil)
    case .chosen: RoleColors(24, 4)
    case .particle1: RoleColors(137, 3)
    case .particle2: RoleColors(179, 3)
    case .particle3: RoleColors(222, 7)
    case .particle4: RoleColors(230, 7)
    case .sample: RoleColors(222, 3)
    case .sampleBar: RoleColors(136, 3)
    case .histogram: RoleColors(94, 3)
    case .histogramExcess: RoleColors(179, 7)
    case .exact: RoleColors(117, 6)
    case .exactBar: RoleColors(67, 6)
    case .contour: RoleColors(67, 6)
    case .histogramDeficit: RoleColors(24, 4)
    case .exactArrow1: RoleColors(60, 6)
    case .exactArrow2: RoleColors(67, 6)
    case .exactArrow3: RoleColors(110, 6)
    case .network: RoleColors(211, 5)
    case .networkBar: RoleColors(132, 5)
    case .networkArrow1: RoleColors(96, 5)
    case .networkArrow2: RoleColors(132, 5)
    case .networkArrow3: RoleColors(175, 5)
    case .probe: RoleColors(120, 2)
    case .alarm: RoleColors(203, 1)
    }
  }

  private var light: RoleColors {
    switch self {
    case .text: RoleColors(236, nil)
    case .bright: RoleColors(16, nil)
    case .dim: RoleColors(241, nil)
    case .rule: RoleColors(249, nil)
    case .grid: RoleColors(253, nil)
    case .band: RoleColors(254, nil)
    case .overlay: RoleColors(255, nil)
    case .chosen: RoleColors(153, 6)
    case .particle1: RoleColors(137, 3)
    case .particle2: RoleColors(130, 3)
    case .particle3: RoleColors(94, nil)
    case .particle4: RoleColors(52, nil)
    case .sample: RoleColors(94, nil)
    case .sampleBar: RoleColors(179, 3)
    case .histogram: RoleColors(180, 3)
    case .histogramExcess: RoleColors(130, nil)
    case .exact: RoleColors(25, 4)
    case .exactBar: RoleColors(67, 4)
    case .contour: RoleColors(68, 4)
    case .histogramDeficit: RoleColors(117, 6)
    case .exactArrow1: RoleColors(110, 4)
    case .exactArrow2: RoleColors(67, 4)
    case .exactArrow3: RoleColors(25, 4)
    case .network: RoleColors(125, 5)
    case .networkBar: RoleColors(175, 5)
    case .networkArrow1: RoleColors(182, 5)
    case .networkArrow2: RoleColors(175, 5)
    case .networkArrow3: RoleColors(169, 5)
    case .probe: RoleColors(22, nil)
    case .alarm: RoleColors(124, 1)
    }
  }
}
