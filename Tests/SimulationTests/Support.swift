import DiffusionCore
import Glibc
import Simulation

/// Reproducible random words: the finaliser of SplitMix64 over a counter.
struct SeededWords: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x2545_f491_4f6c_dd1d }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return NoiseStream.mix(state)
  }
}

/// A folder of a test's own, gone with the test.
final class Scratch {
  let path: String

  init() {
    var template = Array("/tmp/diffviz-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no folder for tests") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Scratch.remove(path) }

  static func / (scratch: Scratch, name: String) -> String { "\(scratch.path)/\(name)" }

  /// The names in the folder, sorted.
  var names: [String] { Scratch.names(path).sorted() }

  func write(_ name: String, _ text: String) {
    write(name, Array(text.utf8))
  }

  func write(_ name: String, _ bytes: [UInt8]) {
    let descriptor = open(self / name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      done += bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
  }

  /// Makes a file look older than it is.
  func age(_ name: String, seconds: Int) {
    var times = [timeval(), timeval()]
    gettimeofday(&times[0], nil)
    times[0].tv_sec -= seconds
    times[1] = times[0]
    utimes(self / name, times)
  }

  func text(_ name: String) -> String? {
    (try? FileInput.read(self / name)).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ path: String) {
    for name in names(path) {
      let inner = "\(path)/\(name)"
      if unlink(inner) != 0 { remove(inner) }
    }
    rmdir(path)
  }
}

/// The failure that a call ends with.
func failure<Value>(of call: () throws -> Value) -> FailureReport? {
  do { _ = try call() } catch { return error as? FailureReport }
  return nil
}

/// The finding that a call ends with.
func finding<Value>(of call: () throws -> Value) -> Diagnostic? {
  do { _ = try call() } catch { return error as? Diagnostic }
  return nil
}
