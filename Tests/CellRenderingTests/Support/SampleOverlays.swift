internal import CellRendering

/// Overlays to look at and to test with.
enum SampleOverlays {
  static let help = HelpPicture(
    groups: [
      KeyGroup(
        "run",
        [
          .init("space", "play, pause"), .init(". , → ←", "one step forward, back"),
          .init("> <", "ten steps"), .init("home end 0", "ends of the run, restart"),
          .init("+ -", "steps a frame"), .init("f b", "forward, backward"),
          .init("r R", "record on, off"),
        ]),
      KeyGroup(
        "noise",
        [
          .init("] [", "σ up, down 10 %"), .init("} {", "σ up, down 2×"),
          .init("=", "back on the schedule"), .init("h", "next schedule"),
          .init("H", "edit the levels"),
        ]),
      KeyGroup(
        "method and score",
        [
          .init("m M", "choose, next method"), .init("e", "exact, learned, empirical"),
          .init("t T", "train or pause, start over"), .init("|", "compare two panes"),
          .init("i", "about this method"),
        ]),
      KeyGroup(
        "overlays",
        [
          .init("v", "vector field"), .init("d", "density"), .init("c", "contours"),
          .init("g", "score error"), .init("l", "trails"), .init("k p", "colouring, palette"),
        ]),
      KeyGroup(
        "look",
        [
          .init("tab", "probe on, off"), .init("arrows", "move the probe"),
          .init("mouse", "put the probe"), .init("z Z", "zoom in, out"),
          .init("w a s x", "pan (shift: far)"),
        ]),
      KeyGroup("leave", [.init("?", "this page"), .init("q ctrl-c", "quit")]),
    ],
    hints: [
      KeyHint("any key", "back"), KeyHint("i", "about this method"),
      KeyHint("↑↓", "scroll on small screens"),
    ])

  static let methods = MenuPicture(
    title: "method", note: "40 methods",
    groups: [
      .init(
        "reverse SDE",
        [
          .init("reverse-sde", "Euler–Maruyama"), .init("exponential-integrator", "linear exact"),
          .init("ancestral", "DDPM"), .init("exact-kernel", "no step error"),
          .init("ve-reverse-diffusion", "in σ"), .init("ve-ancestral", "in σ"),
          .init("predictor-corrector", "plus Langevin"),
        ]),
      .init(
        "probability flow",
        [
          .init("probability-flow", "Euler"), .init("probability-flow-heun", "second order"),
          .init("ddim", "implicit"),
        ]),
      .init(
        "annealed",
        [
          .init("annealed-langevin", "τ ∝ σ²"), .init("ncsn", "few levels"),
          .init("denoising-langevin", "τ = σ²"), .init("single-step-annealed", "one a level"),
        ]),
      .init(
        "Langevin",
        [
          .init("langevin", "ULA"), .init("mala", "Metropolis-adjusted"),
          .init("metropolis", "random walk"), .init("hastings", "heavy proposals"),
          .init("proximal-langevin", "implicit step"), .init("myula", "Moreau–Yosida"),
        ]),
      .init(
        "inverse problems",
        [.init("red", "denoiser as prior"), .init("pnp", "plug and play"), .init("gpnp", "σ_k")]),
    ],
    chosen: 6,
    card: MenuCard(
      name: "predictor-corrector",
      summary: "a reverse step, then n Langevin steps at the same level",
      rule: [
        "Δ = σᵢ² − σᵢ₊₁²", "x ← x + Δ s(x, σᵢ) + √Δ z", "x ← x + τ s(x, σᵢ₊₁) + √(2τ) z",
        "τ = 2 (r |z| / |s|)²       n times",
      ],
      parameters: [
        MenuParameter("levels", value: "200", range: "10 … 2000"),
        MenuParameter("corrections n", value: "1", range: "0 … 10"),
        MenuParameter("noise ratio r", value: "0.16", range: "0.01 … 0.5"),
      ],
      knownFailure:
        "a large r over-disperses the modes; the step is shared by the whole cloud, so particles are coupled",
      source: "Song et al. 2021, algorithms 2 and 3",
      facts: [MenuFact("needs", "a score"), MenuFact("calls a step", "1 + n")]),
    hints: [
      KeyHint("↑↓", "choose"), KeyHint("enter", "start here, now"), KeyHint("tab", "parameters"),
      KeyHint("i", "about"), KeyHint("esc", "back", isLasting: true),
    ])

  static let about = TextPage(
    title: "predictor-corrector", note: "about this method",
    blocks: [
      .paragraph(
        "A step of the reverse diffusion is followed by n steps of Langevin dynamics at the new noise level, which pull the cloud back towards the law of that level."
      ),
      .heading("rule"), .formula("Δ = σᵢ² − σᵢ₊₁²"), .formula("x ← x + Δ s(x, σᵢ) + √Δ z"),
      .formula("x ← x + τ s(x, σᵢ₊₁) + √(2τ) z,   τ = 2 (r |z| / |s|)²   n times"),
      .heading("parameters"),
      .parameter(MenuParameter("levels", value: "200", range: "10 … 2000")),
      .parameter(MenuParameter("corrections n", value: "1", range: "0 … 10")),
      .parameter(MenuParameter("noise ratio r", value: "0.16", range: "0.01 … 0.5")),
      .heading("known to get wrong"),
      .paragraph(
        "A large r over-disperses the modes. The step is shared by the whole cloud, so particles are coupled."
      ),
      .blank, .fact(MenuFact("source", "Song et al. 2021, algorithms 2 and 3")),
      .fact(MenuFact("needs ", "a score at every level")),
    ],
    hints: [KeyHint("m", "other methods"), KeyHint("esc", "back", isLasting: true)])
}
