import Simulation

extension ProcessFacts {
  var text: String {
    var lines = [
      "start-up: \(TableNumber.fixed(1000 * startUp, 1)) ms from launch to the first picture, "
        + "without a terminal"
    ]
    let sizes = memory.map { fact in
      "\(TableNumber.fixed(Double(fact.bytes) / 1_048_576, 1)) MiB with "
        + "\(TableNumber.count(fact.particles)) particles"
    }
    var line = "memory: at most \(sizes.joined(separator: ", "))"
    if let bytesPerParticle {
      line += "; \(TableNumber.fixed(bytesPerParticle, 1)) bytes a particle"
    }
    lines.append(line)
    return lines.joined(separator: "\n") + "\n"
  }

  var json: [JSON.Member] {
    let sizes = memory.map { fact in
      JSON.object([
        .init("particles", .integer(fact.particles)), .init("peak_bytes", .integer(fact.bytes)),
      ])
    }
    var members: [JSON.Member] = [
      .init("start_up_seconds", .number(startUp)), .init("memory", .list(sizes)),
    ]
    if let bytesPerParticle {
      members.append(.init("bytes_per_particle", .number(bytesPerParticle)))
    }
    return members
  }
}
