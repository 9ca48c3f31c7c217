import DiffusionCore
import Foundation
import TestSupport
import Testing

/// The rules of the module graph that the compiler does not check.
@Suite struct LayeringTests {
  /// Modules that the sources of a target may import; the standard library's need no import.
  static let allowed: [(target: String, modules: Set<String>)] = [
    ("DiffusionCore", ["DiffusionKernels", "Dispatch", "Synchronization"]),
    (
      "Simulation",
      [
        "DiffusionCore", "DequeModule", "FoundationEssentials", "Foundation", "Glibc",
        "Synchronization",
      ]
    ),
    ("CellRendering", ["DiffusionCore", "Simulation", "Glibc", "Musl", "Darwin"]),
    ("Benchmark", ["ArgumentParser", "CellRendering", "DiffusionCore", "Simulation", "Glibc"]),
    ("diffviz-bench", ["ArgumentParser", "Benchmark", "Simulation", "Glibc"]),
    (
      "TerminalFront",
      [
        "CNcurses", "CTerminal", "CellRendering", "DiffusionCore", "Simulation", "Glibc",
        "Synchronization", "FoundationEssentials",
      ]
    ),
  ]

  @Test(arguments: allowed.map { $0.target })
  func `a target imports only what the architecture lets it`(target: String) throws {
    let allowed = try #require(Self.allowed.first { $0.target == target }).modules
    for file in Repository.files(under: "Sources/\(target)", extension: "swift") {
      for module in try imports(of: file) {
        #expect(allowed.contains(module), "\(file.lastPathComponent) imports \(module)")
      }
    }
  }

  @Test func `only the terminal front knows ncurses`() throws {
    for file in Repository.files(under: "Sources", extension: "swift")
    where !file.path.contains("/TerminalFront/") {
      let modules = try imports(of: file)
      #expect(modules.isDisjoint(with: ["CNcurses", "CTerminal"]), "\(file.lastPathComponent)")
    }
  }

  @Test func `threads are made in one place of the core`() throws {
    let users = try Repository.files(under: "Sources/DiffusionCore", extension: "swift")
      .filter { try imports(of: $0).contains("Dispatch") }
    #expect(users.count <= 1, "\(users.map { $0.lastPathComponent })")
  }

  @Test func `nothing traps by choice of a shortcut`() throws {
    let shortcuts = [/try!/, /\bas!/, /fatalError\(/, /@unchecked Sendable/, /\bprint\(/]
    for file in Repository.files(under: "Sources", extension: "swift") {
      let text = try String(contentsOf: file, encoding: .utf8)
      for shortcut in shortcuts.prefix(3) {
        #expect(text.firstMatch(of: shortcut) == nil, "\(file.lastPathComponent)")
      }
    }
  }

  private func imports(of file: URL) throws -> Set<String> {
    let text = try String(contentsOf: file, encoding: .utf8)
    let pattern =
      /^(?:@\w+ )?(?:public |internal |private |package |fileprivate )?import (?:struct |func |enum |class )?(\w+)/
    return Set(
      text.split(separator: "\n").compactMap { $0.firstMatch(of: pattern)?.1 }.map(String.init))
  }
}
