internal import CellRendering
internal import Simulation
internal import Testing

struct OverlayTests {
  private static func lines(
    _ overlay: OverlayPicture, _ width: Int, _ height: Int, _ options: RenderOptions = .init()
  ) -> [String] {
    var renderer = Renderer()
    return renderer.render(
      SampleFrames.method(particles: 50), overlay: overlay, keys: SampleFrames.keys, width: width,
      height: height, options: options
    ).lines
  }

  @Test func `scrolling shows every line of the help page`() {
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
      for glyphs in GlyphChoice.allCases {
        var help = SampleOverlays.help
        let options = RenderOptions(glyphs: glyphs)
        let limit = Renderer.scrollLimit(
          of: .help(help), frame: Frame(), width: width, height: height, options: options)
        #expect((limit == 0) == (height == 40))
        var words: Set<Substring> = []
        for scroll in 0...limit {
          help.scroll = scroll
          for line in Self.lines(.help(help), width, height, options) {
            words.formUnion(line.split(separator: " "))
          }
        }
        for group in help.groups {
          for row in group.rows where row.meaning.allSatisfy(\.isASCII) {
            for word in row.meaning.split(separator: " ") {
              #expect(words.contains(word), "\(word) at \(width)×\(height)")
            }
          }
        }
        for word in ["particles", "density", "probe", "green", "network"] {
          #expect(words.contains(Substring(word)))
        }
        // Scrolled too far is scrolled to the end.
        help.scroll = 10_000
        let end = Self.lines(.help(help), width, height, options)
        help.scroll = limit
        #expect(Self.lines(.help(help), width, height, options) == end)
      }
    }
  }

  @Test func `the chosen entry of a menu is always in sight`() {
    var menu = SampleOverlays.methods
    let names = menu.groups.flatMap { $0.entries.map(\.name) }
    for (width, height) in [(120, 40), (80, 24), (60, 16), (40, 12)] {
      for (index, name) in names.enumerated() {
        menu.chosen = index
        let lines = Self.lines(.menu(menu), width, height)
        #expect(lines.contains { $0.contains("▸ " + name) }, "\(name) at \(width)×\(height)")
      }
    }
    menu.groups = []
    menu.filter = "zzz"
    #expect(Self.lines(.menu(menu), 80, 24).contains { $0.contains("nothing of that name") })
  }

  @Test func `the panels stay live beside a menu and the plane steps back`() {
    var renderer = Renderer()
    let frame = SampleFrames.method(particles: 50)
    func render(_ overlay: OverlayPicture) -> CellBuffer {
      renderer.render(
        frame, overlay: overlay, keys: SampleFrames.keys, width: 120, height: 40,
        options: RenderOptions())
    }
    let (plain, menu) = (render(.none), render(.menu(SampleOverlays.methods)))
    for row in 0..<40 {
      for column in 86..<120 { #expect(plain[column, row] == menu[column, row]) }
    }
    // What can still be seen of the plane is grey.
    let theme = Theme(RenderOptions())
    let greys = [theme.color(.dim), theme.color(.rule)]
    for column in 0..<85 where menu[column, 36].scalar != " " {
      #expect(greys.contains(menu[column, 36].foreground))
    }
  }

  @Test func `a page wraps its paragraphs and keeps every word`() {
    var page = SampleOverlays.about
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
      let limit = Renderer.scrollLimit(
        of: .page(page), frame: SampleFrames.method(particles: 50), width: width, height: height,
        options: RenderOptions())
      var words: Set<Substring> = []
      for scroll in 0...limit {
        page.scroll = scroll
        for line in Self.lines(.page(page), width, height) {
          #expect(line.unicodeScalars.count <= width)
          words.formUnion(line.split(separator: " "))
        }
      }
      for case .paragraph(let text) in page.blocks {
        for word in text.split(separator: " ") {
          #expect(words.contains(word), "\(word) at \(width)×\(height)")
        }
      }
    }
  }

  @Test func `several entries of a menu may be marked, with a sign that needs no colour`() {
    var menu = SampleOverlays.methods
    menu.groups[0].entries[0].isMarked = true
    menu.groups[1].entries[1].isMarked = true
    menu.groups[1].entries[1].summary = "a description of more words than the list has room for"
    (menu.chosen, menu.card) = (0, nil)
    let marks = [(GlyphChoice.unicode, "▸ ● ", "  ● "), (.ascii, "> * ", "  * ")]
    for (glyphs, chosen, other) in marks {
      let lines = Self.lines(.menu(menu), 80, 24, RenderOptions(glyphs: glyphs))
      #expect(lines.contains { $0.contains(chosen + "reverse-sde ") })
      #expect(lines.contains { $0.contains(other + "probability-flow-heun   a description of") })
      // Names stand in one column, marked or not.
      #expect(lines.contains { $0.contains("    ancestral ") })
    }
    // Without marks nothing makes room for them.
    #expect(Self.lines(.menu(SampleOverlays.methods), 80, 24).contains { $0.contains("▸ pre") })
  }
}
