import DiffusionCore
import Glibc

extension TraceRules {
  /// Particles beside a grid, and other generative models; methods.md §12, §15.
  static let relatives: [TraceRule] = [
    TraceRule(name: "fokker-planck", settings: #", "tau": 0.05, "cells": 16"#) {
      $0.langevin(0.05)
    },
    TraceRule(name: "fokker-planck-forward", settings: #", "cells": 16"#) { $0.noising },
    TraceRule(name: "fokker-planck-reverse", settings: #", "cells": 16"#) { $0.reverse },
    TraceRule(name: "discriminator") { $0.noising },
    TraceRule(name: "affine-flow") { step in
      let (n, k) = (Double(step.steps), Double(step.index + 1))
      let mean = TraceMixture.data.mean
      let a = TraceMixture.data.covariance.function { pow($0, 1 / (2 * n)) }
      return a * step.x + 1 / n * (k * mean - (k - 1) * (a * mean))
    },
    TraceRule(name: "vae") { step in
      let covariance = TraceMixture.data.covariance
      // The first decoder, then as many rounds of expectation and maximisation as there were steps.
      var w = 0.1 * covariance.trace.squareRoot() * Vector(0.96, -0.28)
      var s2 = covariance.trace / 2
      for _ in 0...step.index {
        let v = s2 / (w.dot(w) + s2)
        let gain = v / s2 * w
        let cross = covariance * gain
        w = 1 / (gain.dot(cross) + v) * cross
        s2 = (covariance.trace - w.dot(cross)) / 2
      }
      let model = SymmetricMatrix(outer: w) + SymmetricMatrix(diagonal: s2)
      // Its z are the particles at the start, the same for every step.
      return TraceMixture.data.mean + model.root * step.trace[0][step.particle]
    },
  ]
}
