package import DiffusionCore

/// What every item is run with.
package struct WorkSettings: Sendable {
  package var parallel: Parallel
  package var path: KernelPath

  package init(parallel: Parallel, path: KernelPath) {
    self.parallel = parallel
    self.path = path
  }
}

/// One item of work: a call does `units` units.
package struct WorkItem: Sendable {
  package var name: String
  /// What is counted, in the plural.
  package var unit: String
  /// Units a call.
  package var units: Double
  /// One line for `--list`.
  package var summary: String
  /// Operations on numbers for a unit; 0 where sizes are not compared.
  package var operations = 0.0
  /// The item of the neighbouring power of two.
  package var neighbour: String?
  /// Whether the instruction set can be chosen: the parts of the program itself take the best.
  package var followsPath = true
  /// Makes everything that is not to be timed; the result is one call.
  package var prepare: @Sendable (WorkSettings) throws -> () -> Void

  package init(
    _ name: String, _ unit: String, units: Double, _ summary: String,
    prepare: @escaping @Sendable (WorkSettings) throws -> () -> Void
  ) {
    self.name = name
    self.unit = unit
    self.units = units
    self.summary = summary
    self.prepare = prepare
  }

  /// "steps/s".
  package var rateUnit: String { "\(unit)/s" }

  /// The same item with the number of operations for a unit.
  func doing(_ operations: Double) -> WorkItem {
    var item = self
    item.operations = operations
    return item
  }

  /// A part of the program itself.
  var ofProgram: WorkItem {
    var item = self
    item.followsPath = false
    return item
  }
}

/// Sizes beside powers of two.
package enum PowerOfTwo {
  /// The nearest power of two in ratio that is not `size` itself, the larger of two as near; `size` ≥ 1.
  package static func neighbour(of size: Int) -> Int {
    var high = 1
    while high <= size { high *= 2 }
    let low = high / 2 == size ? size / 2 : high / 2
    return low == 0 || high * low <= size * size ? high : low
  }
}

extension [WorkItem] {
  /// Items of some sizes, each held against its neighbouring power of two, and the items of these.
  static func sizes(_ sizes: [Int], _ item: (Int) -> WorkItem) -> [WorkItem] {
    let neighbours = sizes.map(PowerOfTwo.neighbour)
    return Set(sizes + neighbours).sorted().map { size in
      var listed = item(size)
      if sizes.contains(size) { listed.neighbour = item(PowerOfTwo.neighbour(of: size)).name }
      return listed
    }
  }

  /// The items with each name once, the first that has it.
  var withoutRepetition: [WorkItem] {
    var names: Set<String> = []
    return filter { names.insert($0.name).inserted }
  }
}
