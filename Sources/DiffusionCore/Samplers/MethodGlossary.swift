/// A symbol of a method's rule and what it stands for.
public struct MethodSymbol: Equatable, Sendable {
  public var name: String
  public var meaning: String

  public init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

extension Sampler {
  /// Every symbol of the rule that is not a knob and not defined by the rule itself, in the order of
  /// their first appearance, and names as "s_min" of what else the page says: what a reader new to
  /// the method needs to read it.
  public static var glossary: [MethodSymbol] {
    let knobNames = knobs.map { $0.symbol }
    let texts = knobs.flatMap { [$0.defaultWords, $0.summary] } + [card.law, card.failure]
    return card.glossary(besides: texts).filter { symbol in
      card.symbols.contains(symbol) || !knobNames.contains(symbol.name)
    }
  }
}

extension MethodCard {
  /// The symbols of the rule that need a word, then the names with a subscript of other texts.
  package func glossary(besides texts: [String]) -> [MethodSymbol] {
    let names = texts.flatMap(Self.tokens).filter { $0.contains("_") }
    let tokens = ruleTokens + names
    let defined = definedTokens
    return tokens.indices.compactMap { index -> MethodSymbol? in
      let name = tokens[index]
      guard tokens.firstIndex(of: name) == index else { return nil }
      return symbols.first { $0.name == name }
        ?? Self.commonSymbols.first {
          $0.name == name && (!defined.contains(name) || Self.processes.contains(name))
        }
    }
  }

  /// Processes that start a line of a rule, "OU: x ← …", without being defined by it.
  private static let processes: Set<String> = ["OU", "VE"]

  /// The symbols of the rule in order, words left out.
  package var ruleTokens: [String] { rule.flatMap(Self.tokens) }

  /// What stands left of "=" in the rule, as "g_λ(x)", or of a colon, as "mₖ, Vₖ: mean and …".
  package var definedTokens: [String] {
    rule.flatMap { line -> [String] in
      let equated = line.split(separator: "=").dropLast().compactMap { side -> String? in
        let isCalled = side.split(separator: " ").last?.hasSuffix(")") == true
        let name = isCalled ? side.prefix(upTo: side.lastIndex(of: "(") ?? side.endIndex) : side
        return Self.tokens(String(name)).last
      }
      let parts = line.split(separator: ":")
      return equated + (parts.count > 1 ? Self.tokens(String(parts[0])) : [])
    }
  }

  /// Runs of letters with their subscripts and primes; words of three plain letters and more, and
  /// some short ones, are no symbols.
  private static func tokens(_ line: String) -> [String] {
    var result: [String] = []
    var token = ""
    for character in withoutArticles(line) + " " {
      if isSymbolPart(character, isFirst: token.isEmpty) {
        token.append(character)
      } else if !token.isEmpty {
        // "prox_" of "prox_{λ g}", and "min" of "min_v".
        let name = token.hasSuffix("_") ? String(token.dropLast()) : token
        let head = name.split(separator: "_").first.map(String.init) ?? name
        if !isWord(head.count > 2 ? head : name) { result.append(name) }
        token = ""
      }
    }
    return result
  }

  /// "a dual u" speaks of no factor a.
  private static func withoutArticles(_ line: String) -> String {
    let words = line.split(separator: " ")
    return words.indices.filter { index in
      guard words[index] == "a", index + 1 < words.count else { return true }
      return !isWord(String(words[index + 1].prefix { $0.isLetter }))
    }
    .map { String(words[$0]) }.joined(separator: " ")
  }

  private static func isSymbolPart(_ character: Character, isFirst: Bool) -> Bool {
    let isSubscript = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₚₛₜₓ_′*".contains(character)
    let isSuperscript = "ʰᵀⁿᵏʳᵗˣʲᴮ".contains(character)
    return isFirst
      ? character.isLetter && !isSuperscript && !isSubscript
      : isSubscript || (character.isLetter && !isSuperscript)
  }

  private static func isWord(_ token: String) -> Bool {
    let isPlain = token.allSatisfy { $0.isASCII && $0.isLetter }
    let short: Set<String> = [
      "if", "is", "as", "to", "in", "of", "at", "or", "by", "on", "no", "it",
      "an", "so", "tr", "e", "each", "exp", "log", "S0", "S1", "S2", "S3", "S4", "I",
    ]
    let mathematics: Set<String> = ["lik", "div"]
    return (isPlain && token.count > 2 && !mathematics.contains(token)) || short.contains(token)
  }

  /// Symbols that mean the same in every rule that does not say otherwise.
  package static let commonSymbols: [MethodSymbol] = [
    .init("x", "a particle, a point of the plane"),
    .init("y", "a particle on its way from noise to data"),
    .init("w", "the proposed place"),
    .init("z", "a pair of standard normal numbers, new in every step"),
    .init("u", "a uniform number in (0, 1), new in every step"),
    .init(
      "s",
      "the score: gradient of the log density, it points to where data are"),
    .init("p", "the density to sample from"),
    .init("q", "the density that proposals are drawn from"),
    .init("h", "the length of the step in time"),
    .init("t", "time of the noising: 0 at the data, T at the noise"),
    .init("t′", "the time after the step"),
    .init("T", "the time of most noise"),
    .init("a", "what is left of the datum at this level: a · datum + b · noise"),
    .init("b", "the deviation of the noise at this level: a · datum + b · noise"),
    .init("a′", "what is left of the datum after the step"),
    .init("b′", "the deviation of the noise after the step"),
    .init("x₀", "the clean datum that the particle came from"),
    .init("n", "standard normal noise"),
    .init("σ", "the deviation of the noise at this level"),
    .init("σ′", "the deviation of the noise at the next level"),
    .init("σ₀", "the first level, the most noise"),
    .init("σ₁", "the first level, the most noise"),
    .init("σᵢ", "the deviation of the noise at level i"),
    .init("σ_L", "the last level, the least noise"),
    .init("D", "the denoiser, the mean of the clean datum given the noisy one"),
    .init("E", "the mean; E[… | x]: given x"),
    .init("f", "the drift of the noising process; OU: minus the place itself"),
    .init("g", "the strength of the noising process's noise; OU: √2"),
    .init("dY", "the change of a particle over a short time du"),
    .init("dy", "the change of a particle over a short time du"),
    .init("du", "a short time on the way from noise to data"),
    .init("dB", "normal noise, its variance the short time"),
    .init("C", "the matrix of the measurement: y = C x and noise"),
    .init("s_y", "the deviation of the measurement's noise"),
    .init("N", "the normal distribution"),
    .init("X", "a particle, a random point of the plane"),
    .init("Y", "a particle on its way back, from noise to data"),
    .init("dt", "a short time"),
    .init("p_σ", "the density of the data under noise σ"),
    .init("Σ", "the sum"),
    .init("i", "a number that counts"),
    .init("TV", "the total variation distance"),
    .init("H", "the Hessian of log p"),
    .init("OU", "Ornstein–Uhlenbeck, dX = −X dt + √2 dB: data shrink while noise grows"),
    .init("VE", "variance exploding: noise is only added, nothing shrinks"),
    .init("s_min", "the deviation of the data where they are narrowest"),
    .init("div", "the divergence: what flows out of a place"),
    .init("lik", "the likelihood N(y; C x, s_y² I) of the measurement y"),
  ]
}
