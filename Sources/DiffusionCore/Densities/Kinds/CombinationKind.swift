/// `mixture`: a weighted sum of distributions of any kinds.
public enum CombinationKind: DensityKind {
  public static let card = Variant(
    name: "mixture", summary: "a weighted sum of distributions of any kinds, nested as you like",
    parameters: [
      Parameter(
        "parts", .list(of: .named("part") { .variant(parts) }, count: 1...64), required: true,
        "distributions as `data` has them, each with a `weight` beside its own keys")
    ])

  /// Every kind with a weight added to its parameters.
  private static var parts: [Variant] {
    densityCatalog.map { kind in
      var card = kind.card
      card.parameters.insert(
        Parameter(
          "weight", .number(NumberRange(0, 1e300, includesLower: false)), default: 1,
          "share of the mass; the sum is made 1"), at: 0)
      return card
    }
  }

  public static func make(_ settings: Settings) throws -> any Density {
    let members = try settings.objects("parts").enumerated().map { index, part in
      do {
        return MixtureDensity.Member(
          weight: part.number("weight"), density: try makeDensity(part))
      } catch let error as SettingError {
        throw error.below(.index(index)).below(.name("parts"))
      }
    }
    return MixtureDensity.mixed(members)
  }
}
