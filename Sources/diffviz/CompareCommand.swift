import ArgumentParser
import DiffusionCore
import Simulation

/// `diffviz compare SCENE`: methods side by side, over seeds, beside exact draws.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Run methods on a scene with several seeds: a table of methods and metrics.",
    discussion: """
      Mean and spread over the seeds, beside the floor: the same metric between exact clouds of the \
      same size. With the same seed all methods have the same start and the same noise. A method is a \
      name, with settings behind colons: `ddim:eta=0.5`; without any, those of its line in the scene. A \
      method that cannot run or diverges has a row that says so.
      """)

  @OptionGroup var scene: SceneOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Methods, separated by commas; default the scene's own.")
  var methods: String?

  @Option(help: "Scores, separated by commas: exact, learned, empirical; default the scene's.")
  var scores: String?

  @Option(parsing: .unconditional, help: "How many seeds, counted from the scene's, 1 to 1000.")
  var seeds = 5

  @Option(parsing: .unconditional, help: "Number of steps instead of each method's own.")
  var steps: Int?

  @Option(
    parsing: .unconditional, help: "Pairs of exact clouds for the floors, 0 to 1000; 0 for none.")
  var replicates = 20

  @Option(help: "Metrics of the table, separated by commas, or all; default the most telling ones.")
  var metrics: String?

  mutating func run() throws {
    try checkNumbers()
    let columns = try wantedMetrics()
    let scene = try self.scene.load()
    let methods = try comparedMethods(scene)
    let seeds = (0..<UInt64(self.seeds)).map { scene.seed &+ $0 }
    var comparison = MethodComparison(
      scene, seeds: seeds, replicates: replicates,
      parallel: self.scene.parallel(isEager: true))
    var progress = Progress(
      quiet: output.quiet, total: methods.count * seeds.count, unit: "run")
    var outcomes: [MethodOutcome] = []
    for (index, method) in methods.enumerated() {
      outcomes.append(
        comparison.outcome(of: method) { done in
          progress.show(index * seeds.count + done, remark: method.label)
        })
    }
    progress.finish()
    let table = CompareTable(scene: scene, seeds: seeds, outcomes: outcomes, wanted: columns)
    try Output.write(output.json ? table.json.text() + "\n" : table.text)
    if outcomes.allSatisfy({ $0.failure != nil }) {
      throw ExitCode(FailureCode.failed.rawValue)
    }
  }

  private func checkNumbers() throws {
    guard (1...1000).contains(seeds) else {
      throw FailureReport.usage("--seeds \(seeds): 1 to 1000")
    }
    guard (0...1000).contains(replicates), replicates != 1 else {
      throw FailureReport.usage("--replicates \(replicates): 0, or 2 to 1000")
    }
    if let steps, steps < 1 { throw FailureReport.usage("--steps \(steps): at least 1") }
    guard scene.method == nil, scene.settings.isEmpty else {
      throw FailureReport.usage(
        "compare takes --methods a,b:tau=0.1 in place of --method and --set")
    }
  }

  /// The names of `--metrics`; nil for the most telling ones.
  private func wantedMetrics() throws -> [String]? {
    guard let metrics else { return nil }
    let known = metricCards.map { $0.name }
    guard metrics != "all" else { return known }
    let names = Self.words(metrics)
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw FailureReport.unknown("metric", unknown, known: known)
    }
    return names
  }

  private func comparedMethods(_ scene: Scene) throws -> [ComparedMethod] {
    let choices =
      try methods.map { try Self.words($0).map { try choice($0, in: scene) } }
      ?? scene.programme.map { ($0.name, $0) }
    let known = ScoreKind.allCases.map { $0.rawValue }
    let kinds =
      try scores.map { text in
        try Self.words(text).map { word in
          guard let kind = ScoreKind(rawValue: word) else {
            throw FailureReport.unknown("score", word, known: known)
          }
          return kind
        }
      } ?? [scene.score]
    var network: ScoreNetwork?
    if kinds.contains(.learned), choices.contains(where: { $0.1.type?.card.needsScore == true }) {
      network = try self.scene.network(for: scene, quiet: output.quiet)
    }
    return choices.flatMap { label, choice in
      // A method that asks for no score is the same with each.
      (choice.type?.card.needsScore == true ? kinds : Array(kinds.prefix(1))).map { kind in
        ComparedMethod(
          label: kinds.count > 1 && choice.type?.card.needsScore == true
            ? "\(label) \(kind.rawValue)" : label,
          choice: choice, score: kind, steps: steps,
          network: kind == .learned ? network : nil)
      }
    }
  }

  /// `name:key=value:key=value`, with the settings of the scene's programme where it has the name.
  private func choice(_ text: String, in scene: Scene) throws -> (String, MethodChoice) {
    let pieces = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let type = samplerType(named: pieces[0]) else {
      throw FailureReport.unknown(
        "method", pieces[0], known: samplerCatalog.map { $0.card.name })
    }
    var choice = scene.programme.first { $0.name == pieces[0] } ?? MethodChoice(name: pieces[0])
    try choice.settings.apply(
      pieces.dropFirst().map(SettingAssignment.init), type.parameters)
    return (text, choice)
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.filter { $0 != " " })
    }
  }
}
