public import DiffusionCore

/// Everything a reader can do to a session: the keyboard, a script and a log all speak this.
public enum Command: Sendable {
  /// Forward by steps, across the stages of the story.
  case advance(Int)
  /// Back by steps, exactly.
  case back(Int)
  case toStartOfStage
  case toEndOfStage
  /// Back to the clean data, as the session began.
  case restart
  /// Noise the cloud from where it is.
  case forward
  /// Run the method on the cloud from the level it is at.
  case backward
  /// Takes σ off the schedule and multiplies it.
  case scaleSigma(Double)
  case followSchedule
  case select(MethodChoice)
  /// Goes on with a method from the particles and the level that there are.
  case resume(MethodChoice)
  case use(ScoreKind)
  /// Puts the weights of a training step to use.
  case adopt(ScoreNetwork, trainingStep: Int, isFinal: Bool)
}
