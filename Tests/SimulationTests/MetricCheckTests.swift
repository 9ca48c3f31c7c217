import DiffusionCore
import Simulation
import Testing

/// Conditions of `diffviz run --check`.
@Suite struct MetricCheckTests {
  private static let numbers = [
    MetricNumber("sliced_w2", 0.25), MetricNumber("sliced_w2_z", -1.5),
    MetricNumber("steps", 200),
  ]

  private func read(_ text: String) throws(FailureReport) -> [MetricCheck] {
    try MetricCheck.read(text, known: MetricNumber.names + ["steps"])
  }

  @Test(arguments: [
    ("sliced_w2<0.3", true), ("sliced_w2 < 0.25", false), ("sliced_w2<=0.25", true),
    ("sliced_w2>=.25", true), ("sliced_w2>0.25", false), ("sliced_w2==0.25", true),
    ("sliced_w2!=0.25", false), ("sliced_w2_z<-1", true), ("steps==2e2", true),
  ])
  func `a condition holds or does not`(text: String, holds: Bool) throws {
    let check = try #require(try read(text).first)
    #expect(try check.result(in: Self.numbers).holds == holds)
  }

  @Test func `commas and double ampersands separate conditions`() throws {
    let checks = try read("sliced_w2<1, steps>100&&sliced_w2_z<3 && mode_weights[2]>0.1")
    #expect(
      checks.map { $0.text } == [
        "sliced_w2<1", "steps>100", "sliced_w2_z<3", "mode_weights[2]>0.1",
      ])
  }

  @Test(arguments: [
    "", "sliced_w2", "sliced_w2<", "<3", "sliced_w2<three", "sliced_w2<3,", "sliced_w2=3",
    "mode_weights[x]>1", "mode_weights[-1]>1", "mode_weights[0>1", "sliced_w2<nan",
  ])
  func `what is no condition is wrong usage`(text: String) throws {
    #expect(failure { try read(text) }?.code == .usage, "\(text)")
  }

  @Test func `an unknown name has the nearest one and the list beside it`() throws {
    let found = try #require(failure { try read("slised_w2_z<3") })
    #expect(found.code == .usage)
    #expect(found.message.contains("did you mean 'sliced_w2_z'?"))
    #expect(found.message.contains("energy_distance") && found.message.contains("z_max"))
  }

  @Test func `a name that the run has no number for says so`() throws {
    let checks = try read("acceptance>0.5,sliced_w2[0]<1")
    for check in checks {
      #expect(failure { try check.result(in: Self.numbers) }?.code == .usage, "\(check.text)")
    }
    let missing = try #require(failure { try checks[0].result(in: Self.numbers) })
    #expect(missing.message.contains("acceptance has no meaning for this run"))
  }
}
