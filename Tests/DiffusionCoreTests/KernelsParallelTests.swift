import DiffusionCore
import Dispatch
import Synchronization
import Testing

/// Counts how often each index was called.
private final class Tally: Sendable {
  private let counts: Mutex<[Int]>

  init(_ count: Int) { counts = Mutex([Int](repeating: 0, count: count)) }

  func add(_ index: Int) { counts.withLock { $0[index] += 1 } }

  var isOnceEach: Bool { counts.withLock { $0.allSatisfy { $0 == 1 } } }
}

@Suite struct KernelsParallelTests {
  @Test(arguments: [1, 2, 3], [false, true])
  func `every index is called once`(threads: Int, isEager: Bool) {
    let parallel = Parallel(threads: threads, isEager: isEager)
    for count in [0, 1, 2, 3, 7, 8, 9, 100, 1000] {
      let tally = Tally(count)
      parallel.forEach(count: count) { tally.add($0) }
      #expect(tally.isOnceEach)
    }
  }

  @Test func `one thread goes through the indices in order`() {
    let order = Mutex<[Int]>([])
    Parallel.serial.forEach(count: 5) { index in order.withLock { $0.append(index) } }
    #expect(order.withLock { $0 } == [0, 1, 2, 3, 4])
  }

  /// Loops so short that helpers are late for most: late ones must not take shares of the next loop,
  /// nor wake its caller before it is done.
  @Test func `many short loops after each other`() {
    let parallel = Parallel(threads: 4)
    let sums = UnsafeMutableBufferPointer<Int>.allocate(capacity: 9)
    defer { sums.deallocate() }
    let address = UInt(bitPattern: sums.baseAddress)
    var wrong = 0
    for round in 1...3000 {
      parallel.forEach(count: 9) { index in
        UnsafeMutablePointer<Int>(bitPattern: address)?[index] = round + index
      }
      for index in 0..<9 where sums[index] != round + index { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func `two threads use one team at once, and loops are nested`() {
    let parallel = Parallel(threads: 3)
    let wrong = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 3) { _ in
      for _ in 0..<300 {
        let tally = Tally(20)
        parallel.forEach(count: 4) { outer in
          parallel.forEach(count: 5) { tally.add(5 * outer + $0) }
        }
        if !tally.isOnceEach { wrong.add(1, ordering: .relaxed) }
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }
}
