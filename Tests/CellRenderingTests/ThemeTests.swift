internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct ThemeTests {
  @Test func `every role of text reads at four and a half to one on every background`() {
    for appearance in Appearance.allCases {
      for depth in [ColorDepth.truecolor, .indexed] {
        let theme = Theme(RenderOptions(colorDepth: depth, appearance: appearance))
        for role in Role.texts {
          let color = theme.color(role)
          #expect(theme.contrast(color, on: .terminal) >= 4.5, "\(role) \(appearance)")
          for background in [Role.band, .overlay] {
            #expect(
              theme.contrast(color, on: theme.color(background)) >= 4.5,
              "\(role) on \(background), \(appearance)")
          }
        }
        // The chosen row holds names, summaries and its mark.
        for role in [Role.text, .bright] {
          #expect(theme.contrast(theme.color(role), on: theme.color(.chosen)) >= 4.5)
        }
      }
    }
  }

  @Test func `roles take the colours of the design and one hue means one thing`() {
    let dark = Theme(RenderOptions(colorDepth: .indexed))
    #expect(dark.color(.exact) == .indexed(117))
    #expect(dark.color(.sample) == .indexed(222))
    #expect(dark.color(.network) == .indexed(211))
    #expect(dark.color(.probe) == .indexed(120))
    let true24 = Theme(RenderOptions(colorDepth: .truecolor))
    #expect(true24.color(.exact) == .rgb(0x87, 0xD7, 0xFF))
    for depth in ColorDepth.allCases where depth != .none {
      let theme = Theme(RenderOptions(colorDepth: depth))
      let hues = [Role.exact, .sample, .network, .probe, .alarm].map(theme.color)
      #expect(Set(hues).count == hues.count, "\(depth)")
    }
    let plain = Theme(RenderOptions(colorDepth: .none))
    #expect(Role.allCases.allSatisfy { plain.color($0) == .terminal })
  }

  @Test func `more density is a later step and never a step back in lightness`() {
    for palette in paletteCatalog {
      for appearance in Appearance.allCases {
        let theme = Theme(
          RenderOptions(colorDepth: .truecolor, appearance: appearance, palette: palette.name))
        let steps = stride(from: Float(0), through: 1, by: 0.005).map(theme.densityStep)
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(steps.first == 0 && steps.last == theme.density.count - 1)
        #expect(theme.density[0] == .terminal)
        #expect(theme.densityStep(.nan) == 0)
        let lights = theme.density.map { theme.visible($0, isBackground: true).luminance }
        // One of 255 levels of a channel is rounding.
        let slack = 1.0 / 255
        for (a, b) in zip(lights, lights.dropFirst()) {
          #expect(
            appearance == .dark ? b >= a - slack : b <= a + slack, "\(palette.name) \(appearance)")
        }
      }
    }
  }

  @Test func `the eight tints of the law are those of the design`() {
    let dark = Theme(RenderOptions(colorDepth: .indexed))
    #expect(
      dark.density == [
        .terminal, .indexed(234), .indexed(17), .indexed(17), .indexed(18), .indexed(24),
        .indexed(24), .indexed(31),
      ])
    let light = Theme(RenderOptions(colorDepth: .indexed, appearance: .light))
    #expect(
      light.density == [
        .terminal, .indexed(255), .indexed(195), .indexed(195), .indexed(153), .indexed(153),
        .indexed(110), .indexed(74),
      ])
  }

  @Test func `the signed ramp parts too weak from too strong about the background`() {
    for depth in [ColorDepth.truecolor, .indexed, .eight] {
      let theme = Theme(RenderOptions(colorDepth: depth))
      let middle = theme.signedError.count / 2
      #expect(theme.signedError[middle] == .terminal)
      #expect(theme.errorStep(0) == middle)
      #expect(theme.errorStep(.nan) == middle)
      #expect(theme.errorStep(-5) == 0)
      #expect(theme.errorStep(5) == theme.signedError.count - 1)
      #expect(theme.signedError.first != theme.signedError.last)
    }
  }

  @Test func `a known background is where the ramp begins`() {
    let paper = RGB(0, 43, 54)
    let theme = Theme(RenderOptions(colorDepth: .truecolor, background: paper))
    #expect(theme.visible(.terminal, isBackground: true) == paper)
    guard case .rgb(let red, let green, let blue) = theme.density[1] else {
      Issue.record("the first step has no colour")
      return
    }
    // One fortieth of the way: hardly off the paper.
    #expect(RGB(red, green, blue).contrast(with: paper) < 1.2)
  }
}

struct ReadabilityTests {
  /// Letters and digits that are too faint on what lies behind them.
  private static func faint(_ buffer: CellBuffer, _ options: RenderOptions) -> [String] {
    let theme = Theme(options)
    var result: [String] = []
    for row in 0..<buffer.height {
      for column in 0..<buffer.width {
        let cell = buffer[column, row]
        let properties = cell.scalar.properties
        let isSign = cell.scalar == "+" || cell.scalar == "−"
        guard properties.isAlphabetic || properties.numericType != nil || isSign else { continue }
        let contrast = theme.contrast(cell.foreground, on: cell.background)
        if contrast < 4.5 { result.append("\(cell.scalar) at \(column), \(row): \(contrast)") }
      }
    }
    return result
  }

  @Test func `every letter on every screen reads at four and a half to one`() {
    var moments = [0, 40, 84, 130, 200].map { SampleFrames.method(step: $0, particles: 300) }
    moments.append(SampleFrames.two)
    var error = SampleFrames.method(step: 98, particles: 300)
    error.overlays = [.scoreError, .contours]
    moments.append(error)
    for depth in [ColorDepth.truecolor, .indexed] {
      for appearance in Appearance.allCases {
        for palette in ["law", "viridis"] {
          let options = RenderOptions(
            colorDepth: depth, appearance: appearance, palette: palette)
          var renderer = Renderer()
          func check(_ frame: Frame, _ overlay: OverlayPicture, _ width: Int, _ height: Int) {
            let buffer = renderer.render(
              frame, overlay: overlay, keys: SampleFrames.keys, width: width, height: height,
              options: options)
            let faint = Self.faint(buffer, options)
            #expect(faint.isEmpty, "\(depth) \(appearance) \(palette) \(width)×\(height)")
          }
          for frame in moments {
            check(frame, .none, 120, 40)
            check(frame, .none, 96, 30)
          }
          check(moments[2], .help(SampleOverlays.help), 120, 40)
          check(moments[2], .menu(SampleOverlays.methods), 120, 40)
          check(moments[2], .page(SampleOverlays.about), 80, 24)
        }
      }
    }
  }
}
