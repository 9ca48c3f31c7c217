/// Progress and messages, as far as they can be written: a message that cannot be is no failure.
package enum StandardError {
  package static func write(_ text: String) {
    _ = QuietWrite.all(Array(text.utf8), to: 2)
  }
}
